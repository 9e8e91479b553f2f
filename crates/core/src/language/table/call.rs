//! One call in words (spec 10): what it sends or calls, with what.

super::messages! {
    SEND "call.send"
        "send {amount} to {to}"
        "{amount} an {to} senden";
    OF_TOKEN "call.of-token"
        "{amount} smallest units of the token {token}"
        "{amount} kleinste Einheiten des Tokens {token}";
    UNREADABLE "call.unreadable"
        "send unreadable data to {to}{along}"
        "unlesbare Daten an {to} senden{along}";
    CALL "call.call"
        "call {function} of {contract}{listed}{along}"
        "{function} von {contract} aufrufen{listed}{along}";
    WITH "call.with"
        " with {arguments}"
        " mit {arguments}";
    LONGER "call.longer"
        "(longer data)"
        "(längere Daten)";
    ALONG "call.along"
        ", sending {amount} along"
        " und dabei {amount} mitsenden";
    FOREIGN "call.foreign"
        "run the code of {contract} as the account"
        "den Code von {contract} als das Konto laufen lassen";
}
