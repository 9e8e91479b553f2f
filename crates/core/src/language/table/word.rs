//! Words that sentences about policies (spec 4.3) are made of: units, arguments, lists, and names
//! that nobody claimed.

super::messages! {
    AND "word.and" "and" "und";
    OR "word.or" "or" "oder";
    NOTHING "word.nothing" "nothing" "nichts";
    TRUE "word.true" "true" "wahr";
    FALSE "word.false" "false" "falsch";
    NATIVE "word.native" "native coin" "Netzwerk-Coin";
    NETWORK "word.network" "network {chain}" "Netzwerk {chain}";
    FUNCTION "word.function" "function {selector}" "Funktion {selector}";
    ATOMS "word.atoms" "{count} smallest units" "{count} kleinste Einheiten";
    WITH_ATOMS "word.with-atoms"
        "{value} ({count} smallest units)"
        "{value} ({count} kleinste Einheiten)";
    ARGUMENT_NAMED "word.argument-named" "argument “{name}”" "Argument „{name}“";
    ARGUMENT "word.argument" "argument {number}" "Argument {number}";
    WORD_AT "word.word-at"
        "word at byte {offset} of the arguments"
        "Wort bei Byte {offset} der Argumente";
    THE_AMOUNT "word.the-amount" "The amount" "Der Betrag";
    THE "word.the" "The {argument}" "Das {argument}";
    THE_WORD_AT "word.the-word-at"
        "the word at byte {offset} of the arguments"
        "das Wort bei Byte {offset} der Argumente";
    CLAIMED_NETWORK "word.claimed-network"
        "“{name}” is what the app calls network {chain}."
        "„{name}“ nennt die App das Netzwerk {chain}.";
    CLAIMED_TOKEN "word.claimed-token"
        "“{symbol}”, with {decimals} decimals, is what the token at {token} calls itself."
        "„{symbol}“, mit {decimals} Nachkommastellen, nennt sich der Token {token} selbst.";
}
