//! Every rule of a key, a line each (spec 4.3, 4.4). In German the key, "der Schlüssel", is the
//! subject that is left out.

super::messages! {
    SWITCHED_OFF "rule.switched-off"
        "A policy whose flag switches it off for operations; it limits nothing:"
        "Eine Regel, die ihr Kennzeichen für Vorgänge abschaltet; sie begrenzt nichts:";
    SUDO "rule.sudo"
        "May do anything the account can."
        "Darf alles, was das Konto kann.";
    CALLS_NOTHING "rule.calls-nothing"
        "May call nothing: the list of calls is empty."
        "Darf nichts aufrufen: die Liste der Aufrufe ist leer.";
    LIST_VERSION "rule.list-version"
        "The calls that follow are judged by call policy {version}."
        "Die folgenden Aufrufe prüft die Aufrufliste {version}.";
    NEXT_LIST "rule.next-list"
        "Each call must be in this list too:"
        "Jeder Aufruf muss auch in dieser Liste stehen:";
    MAY_CALL "rule.may-call"
        "May call {function} of {target}."
        "Darf {function} von {target} aufrufen.";
    MAY_RUN "rule.may-run"
        "May run as the account {function} of {target}."
        "Darf {function} von {target} als das Konto ausführen.";
    MAY_NEVER "rule.may-never"
        "Lists {function} of {target} in a way that never matches; it allows nothing."
        "Führt {function} von {target} so auf, dass es nie passt; das erlaubt nichts.";
    MAY_SEND "rule.may-send"
        "May send {coin} without data to {target}."
        "Darf {coin} ohne Daten an {target} senden.";
    ANY_CONTRACT "rule.any-contract"
        "any contract"
        "jedem Vertrag";
    ANY_RECEIVER "rule.any-receiver"
        "any contract"
        "jede Adresse";
    IS "rule.is"
        "Its {argument} must be {values}."
        "Sein {argument} muss {values} sein.";
    IS_MORE "rule.is-more"
        "Its {argument} must be more than {values}."
        "Sein {argument} muss größer als {values} sein.";
    IS_LESS "rule.is-less"
        "Its {argument} must be less than {values}."
        "Sein {argument} muss kleiner als {values} sein.";
    IS_AT_LEAST "rule.is-at-least"
        "Its {argument} must be at least {values}."
        "Sein {argument} muss mindestens {values} sein.";
    IS_AT_MOST "rule.is-at-most"
        "Its {argument} must be at most {values}."
        "Sein {argument} darf höchstens {values} sein.";
    IS_NOT "rule.is-not"
        "Its {argument} must not be {values}."
        "Sein {argument} darf nicht {values} sein.";
    IS_ONE_OF "rule.is-one-of"
        "Its {argument} must be one of {values}."
        "Sein {argument} muss eines davon sein: {values}.";
    HASHES_TO "rule.hashes-to"
        "Of its {argument}, {length} bytes from byte {start} on must hash to {hash}."
        "Von seinem {argument} müssen {length} Byte ab Byte {start} den Hash {hash} ergeben.";
    HASH_ODD "rule.hash-odd"
        "Its {argument} must hold, in a part of it, what hashes to {values}."
        "Sein {argument} muss in einem Teil enthalten, was den Hash {values} ergibt.";
    NO_VALUE "rule.no-value"
        "Sends no {coin} along."
        "Sendet kein {coin} mit.";
    VALUE "rule.value"
        "Sends at most {amount} per call."
        "Sendet höchstens {amount} je Aufruf.";
    GAS "rule.gas"
        "Spends at most {amount} on gas in all."
        "Gibt insgesamt höchstens {amount} für Gas aus.";
    PAYMASTER "rule.paymaster"
        "Its gas must be paid by the paymaster {paymaster}."
        "Sein Gas muss der Paymaster {paymaster} bezahlen.";
    PAYMASTER_IDLE "rule.paymaster-idle"
        "Names the paymaster {paymaster} and does not demand it."
        "Nennt den Paymaster {paymaster} und verlangt ihn nicht.";
    PAYMASTER_NOBODY "rule.paymaster-nobody"
        "Demands a paymaster and names none, which demands nothing."
        "Verlangt einen Paymaster und nennt keinen, verlangt also nichts.";
    TIME_FROM "rule.time-from"
        "Works from {date}."
        "Gilt ab {date}.";
    TIME_UNTIL "rule.time-until"
        "Works until {date}."
        "Gilt bis {date}.";
    TIME_ANY "rule.time-any"
        "Works at any time."
        "Gilt jederzeit.";
    WINDOW "rule.window"
        "Sends at most {count} {count|operation|operations} in each {window}."
        "Sendet höchstens {count} {count|Vorgang|Vorgänge} je {window}.";
    USES "rule.uses"
        "Sends at most {count} {count|operation|operations} in all."
        "Sendet insgesamt höchstens {count} {count|Vorgang|Vorgänge}.";
    FIRST "rule.first"
        "Sends the first at {date} or later."
        "Sendet den ersten frühestens am {date}.";
    MOVES "rule.moves"
        "Each use moves the next one by {span}."
        "Jede Nutzung verschiebt die nächste um {span}.";
    MOVES_IDLE "rule.moves-idle"
        "Each use moves the next one by {span}, counted from 1970, so nothing is held back."
        "Jede Nutzung verschiebt die nächste um {span}, gezählt ab 1970, hält also nichts zurück.";
    SIGNS_ANYTHING "rule.signs-anything"
        "May sign messages for anybody: the policy against it is switched off by its flag."
        "Darf Nachrichten für jeden signieren: das Kennzeichen der Regel dagegen schaltet sie ab.";
    LISTED_CALLERS "rule.listed-callers"
        "That policy lists {callers}."
        "Diese Regel nennt {callers}.";
    SIGNS_NOTHING "rule.signs-nothing"
        "Cannot sign messages."
        "Kann keine Nachrichten signieren.";
    SIGNS_FOR "rule.signs-for"
        "Signs messages only for {callers}."
        "Signiert Nachrichten nur für {callers}.";
}
