//! The table "at worst" (spec 12.1): labels and amounts.

super::messages! {
    MOVE_OUT "worst.move-out" "move out of the account" "aus dem Konto holen";
    EVERYTHING "worst.everything" "everything" "alles";
    IN_TRANSFER "worst.in-transfer" "in one transfer" "in einer Zahlung";
    IN_OPERATION "worst.in-operation"
        "in one operation, by many calls"
        "in einem Vorgang, durch viele Aufrufe";
    IN_DAY "worst.in-day" "in one day" "an einem Tag";
    FOR_LIFE "worst.for-life" "for its life" "insgesamt, bis zu seinem Ende";
    OF_UNIT "worst.of-unit" "{span}, {unit}" "{span}, {unit}";
    ON_NETWORK "worst.on-network" "{network}: {label}" "{network}: {label}";
    BALANCE_ONLY "worst.balance-only"
        "no limit but the balance"
        "keine Grenze außer dem Guthaben";
    NOT_BY_KEY "worst.not-by-key"
        "not bounded by the key alone"
        "vom Schlüssel allein nicht begrenzt";
    FOREIGN "worst.foreign" "by {function} of {target}" "durch {function} von {target}";
    FOREIGN_TAKES "worst.foreign-takes"
        "whatever that contract does, and can take of the account"
        "was dieser Vertrag tut und dem Konto nehmen kann";
    OPERATIONS "worst.operations" "operations, in all" "Vorgänge, insgesamt";
    UP_TO_A_DAY "worst.up-to-a-day" "up to {count} in one day" "bis zu {count} an einem Tag";
    NO_LIMIT "worst.no-limit" "no limit" "keine Grenze";
    NO_LIMIT_OF "worst.no-limit-of" "no limit of {unit}" "keine Grenze für {unit}";
    GAS "worst.gas" "gas, in all" "Gas, insgesamt";
    ALLOWANCES "worst.allowances"
        "allowances it can give, which outlive it"
        "Freigaben, die den Schlüssel überdauern";
    MESSAGES "worst.messages" "sign messages" "Nachrichten signieren";
    MESSAGES_LISTED "worst.messages-listed"
        "for listed contracts, past its end too"
        "für genannte Verträge, auch nach seinem Ende";
    MESSAGES_ANY "worst.messages-any" "any, past its end too" "beliebige, auch nach seinem Ende";
    CHANGE "worst.change" "change the account" "das Konto ändern";
    YES "worst.yes" "yes" "ja";
    NO "worst.no" "no" "nein";
    TOGETHER "worst.together"
        "on the {count} networks together"
        "auf den {count} Netzwerken zusammen";
    TIMES "worst.times"
        "{count} times as much: each network counts for itself"
        "{count}-mal so viel: jedes Netzwerk zählt für sich";
    TOKEN "worst.token" "the token {token}" "Token {token}";
    ANY_TOKEN "worst.any-token" "any token" "jeder Token";
}
