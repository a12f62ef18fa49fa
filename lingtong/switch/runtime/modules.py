"""What Asterisk loads (nothing else) and which of its own messages are not even made."""

_PJSIP = (
    "acl authenticator_digest caller_id diversion dlg_options dtmf_info empty_info endpoint_identifier_ip "
    "endpoint_identifier_user header_funcs nat outbound_authenticator_digest outbound_registration path "
    "notify pubsub registrar rfc3326 sdp_rtp session t38 transport_websocket"
).split()
_ARI = "applications asterisk bridges channels endpoints events model playbacks recordings".split()

# bridge_simple and bridge_native_rtp go together: two who have to leave the latter, because they are muted or
# recorded, find no bridge without the former and fall silent. `PAIR` and `MIXING` choose among the three.
MODULES: tuple[str, ...] = (
    "res_timing_timerfd",
    "res_crypto",
    "res_pjproject",
    "res_sorcery_astdb",
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_http_websocket",
    "res_websocket_client",
    "res_srtp",
    "res_fax",
    "res_fax_spandsp",
    "res_rtp_asterisk",
    "res_security_log",
    "res_musiconhold",
    "res_format_attr_opus",
    "codec_a_mu",
    "codec_alaw",
    "codec_g722",
    "codec_gsm",
    "codec_opus_open_source",
    "codec_resample",
    "codec_ulaw",
    "format_gsm",
    "format_pcm",
    "format_sln",
    "format_wav",
    "res_pjsip",
    *(f"res_pjsip_{part}" for part in _PJSIP),
    "chan_pjsip",
    "chan_bridge_media",
    "bridge_native_rtp",
    "bridge_simple",
    "bridge_softmix",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_ari",
    *(f"res_ari_{part}" for part in _ARI),
    "app_stasis",
    "app_dial",
    "app_chanspy",
    "app_exec",
    "app_mixmonitor",
    "app_playback",
    "app_stack",
    "app_system",
    "func_callerid",
    "func_channel",
    "func_cut",
    "func_dialplan",
    "func_env",
    "func_global",
    "func_groupcount",
    "func_logic",
    "func_periodic_hook",
    "func_strings",
    "func_uri",
    "func_talkdetect",
    "pbx_config",
)

OPTIONAL: frozenset[str] = frozenset({"codec_opus_open_source", "codec_opus", "codec_gsm", "format_gsm"})

# What AMI wants to read cannot be declined: it does not start then.
DECLINED: tuple[str, ...] = (
    "cel_generic_type",
    "ast_test_suite_message_type",
    "aoc_s_type",
    "aoc_d_type",
    "aoc_e_type",
)
