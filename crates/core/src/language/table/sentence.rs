//! The one sentence about a key (spec 4.3, 4.4). German puts the verb at the end of each clause.

super::messages! {
    DO_ANYTHING "sentence.do-anything"
        "*Do anything* the account can do, even give it away"
        "*Alles tun*, was das Konto kann, auch es weggeben";
    CALL_NOTHING "sentence.call-nothing"
        "call nothing"
        "nichts aufrufen";
    PAY_UP_TO "sentence.pay-up-to"
        "send up to {money} at a time {to}"
        "bis zu {money} auf einmal {to} senden";
    PAY_EXACTLY "sentence.pay-exactly"
        "send exactly {money} at a time {to}"
        "genau {money} auf einmal {to} senden";
    PAY_ANY "sentence.pay-any"
        "send *any amount* of {unit} {to}"
        "*beliebig viel* {unit} {to} senden";
    TO_ANYONE "sentence.to-anyone"
        "to *anyone*"
        "an *jeden*";
    TO_NOBODY "sentence.to-nobody"
        "to nobody"
        "an niemanden";
    TO_THESE "sentence.to-these"
        "to {addresses}"
        "an {addresses}";
    MONEY_OF_TOKEN "sentence.money-of-token"
        "*{atoms}* of the token {token}"
        "*{atoms}* des Tokens {token}";
    UNIT "sentence.unit"
        "*{symbol}*"
        "*{symbol}*";
    UNIT_TOKEN "sentence.unit-token"
        "the token {token}"
        "vom Token {token}";
    CALL "sentence.call"
        "call *{function}* of {target}{value}{arguments}"
        "*{function}* von {target} aufrufen{value}{arguments}";
    RUN "sentence.run"
        "run as the account *{function}* of {target}{value}{arguments}"
        "*{function}* von {target} als das Konto ausführen{value}{arguments}";
    NEVER "sentence.never"
        "list *{function}* of {target} in a way that never matches"
        "*{function}* von {target} so aufführen, dass es nie passt";
    ANY_CONTRACT "sentence.any-contract"
        "*any contract*"
        "*jedem Vertrag*";
    VALUE "sentence.value"
        ", sending along up to *{amount}*"
        ", dabei bis zu *{amount}* mitsenden";
    ANY_ARGUMENTS "sentence.any-arguments"
        " with any arguments"
        ", mit beliebigen Argumenten";
    WITHIN_RULES "sentence.within-rules"
        " within {count} {count|rule|rules} on its arguments"
        ", mit {count} {count|Regel|Regeln} für die Argumente";
    COMMA "sentence.comma"
        ", "
        ", ";
    LAST_CLAUSE "sentence.last-clause"
        ", and "
        " und ";
    MORE "sentence.more"
        "*{count} more listed below*"
        "*{count} weitere, unten aufgeführt*";
    USES "sentence.uses"
        ", in *{count} {count|operation|operations}*"
        ", in *{count} {count|Vorgang|Vorgängen}*";
    ANY_TIMES "sentence.any-times"
        ", *any number of times*"
        ", *beliebig oft*";
    WINDOW "sentence.window"
        ", *{count} {count|operation|operations}* in each {window}"
        ", *{count} {count|Vorgang|Vorgänge}* je {window}";
    SPACING "sentence.spacing"
        " {span} apart"
        " im Abstand von {span:dative}";
    FROM "sentence.from"
        ", from *{date}*"
        ", ab *{date}*";
    UNTIL "sentence.until"
        ", until *{date}*"
        ", bis *{date}*";
    NO_END "sentence.no-end"
        ", with *no end*"
        ", *ohne Ende*";
    ON "sentence.on"
        ", on {networks}"
        ", auf {networks}";
    CLOSED "sentence.closed"
        ". Nothing else."
        ". Sonst nichts.";
    OPEN "sentence.open"
        ". It is not limited to any list of calls."
        ". Keine Liste von Aufrufen begrenzt den Schlüssel.";
}
