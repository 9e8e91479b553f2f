//! What one click does about a finding (spec 12.1).

super::messages! {
    REMOVE "fix.remove"
        "Take it out"
        "Herausnehmen";
    REMOVE_ENTRY "fix.remove-entry"
        "Take this entry out"
        "Diesen Eintrag herausnehmen";
    CLEAR_FLAG "fix.clear-flag"
        "Let it count"
        "Gelten lassen";
    KEEP_BOTH "fix.keep-both"
        "Keep what both lists allow"
        "Behalten, was beide Listen erlauben";
    JOIN "fix.join"
        "Join the two"
        "Die beiden zusammenlegen";
    VERSION "fix.version"
        "Use call policy {version}"
        "Aufrufliste {version} nehmen";
    END "fix.end"
        "End it on {date}"
        "Enden lassen am {date}";
    USES "fix.uses"
        "Allow {count} {count|operation|operations} in all"
        "Insgesamt {count} {count|Vorgang|Vorgänge} erlauben";
    START "fix.start"
        "Start now"
        "Jetzt beginnen";
    GAS "fix.gas"
        "Allow {amount} of gas in all"
        "Insgesamt {amount} Gas erlauben";
    NO_PAYMASTER "fix.no-paymaster"
        "Require none"
        "Keinen verlangen";
    PAYMASTER "fix.paymaster"
        "Require it"
        "Ihn verlangen";
    SILENCE "fix.silence"
        "Forbid it"
        "Verbieten";
}
