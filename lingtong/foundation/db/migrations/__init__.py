"""The one branch of migrations of the product, run by `lingtong migrate`. Packs have their own branches."""
