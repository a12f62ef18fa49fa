from lingtong.apps.cli import main

main()
