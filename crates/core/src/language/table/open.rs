//! What a key's policies leave open (spec 12.1). "Er" is the key, "der Schlüssel".

super::messages! {
    CALLS "open.calls"
        "What it may call: it may do all that the account can, even give the account away."
        "Was er aufrufen darf: er darf alles, was das Konto kann, auch das Konto weggeben.";
    AMOUNT "open.amount"
        "How much {unit} it may send: all of it."
        "Wie viel {unit} er senden darf: alles.";
    RECIPIENT "open.recipient"
        "Whom it may send {unit} to."
        "An wen er {unit} senden darf.";
    OF_TOKEN "open.of-token"
        "of the token {token}"
        "vom Token {token}";
    CONTRACT "open.contract"
        "Which contract it may call {function} of."
        "Von welchem Vertrag er {function} aufrufen darf.";
    ARGUMENTS "open.arguments"
        "With which arguments it may call {function}."
        "Mit welchen Argumenten er {function} aufrufen darf.";
    FOREIGN_CODE "open.foreign-code"
        "What the foreign code does: it runs as the account itself."
        "Was der fremde Code tut: er läuft als das Konto selbst.";
    BATCH_OF "open.batch-of"
        "How many transfers one operation holds: an operation may hold several, so one operation can move more than {limit}."
        "Wie viele Zahlungen ein Vorgang enthält: es können mehrere sein, also kann ein Vorgang mehr als {limit} bewegen.";
    BATCH "open.batch"
        "How many calls one operation holds: an operation may hold several."
        "Wie viele Aufrufe ein Vorgang enthält: es können mehrere sein.";
    USES "open.uses"
        "How many operations it may send in all."
        "Wie viele Vorgänge er insgesamt senden darf.";
    SAVED_UP "open.saved-up"
        "When saved-up operations are sent: each {span} frees one more, and those not used can be sent together later."
        "Wann angesparte Vorgänge gesendet werden: je {span} kommt einer hinzu, und ungenutzte können später zusammen gesendet werden.";
    IDLE_SPACING "open.idle-spacing"
        "The time between operations: the spacing counts from 1970, so it holds nothing back."
        "Die Zeit zwischen Vorgängen: der Abstand zählt ab 1970 und hält nichts zurück.";
    END "open.end"
        "How long it works: it has no end."
        "Wie lange er gilt: er hat kein Ende.";
    GAS "open.gas"
        "How much gas it may spend."
        "Wie viel Gas er verbrauchen darf.";
    MESSAGES "open.messages"
        "Which messages it signs for the account: orders, permits and logins too, even past its end."
        "Welche Nachrichten er für das Konto signiert: auch Aufträge, Freigaben und Anmeldungen, selbst nach seinem Ende.";
    MESSAGES_FOR "open.messages-for"
        "What it signs for {count} {count|contract|contracts} that may ask for signatures, even past its end."
        "Was er für {count} {count|Vertrag|Verträge} signiert, {count|der|die} um Signaturen bitten {count|darf|dürfen}, selbst nach seinem Ende.";
}
