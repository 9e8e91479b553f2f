//! Why an operation is refused (spec 4.3, 4.4), for people and for agents.

super::messages! {
    IS "refusal.is"
        "{subject} is {got}, and must be {limit}."
        "{subject} ist {got} und muss {limit} sein.";
    IS_MORE "refusal.is-more"
        "{subject} is {got}, and must be more than {limit}."
        "{subject} ist {got} und muss größer als {limit} sein.";
    IS_LESS "refusal.is-less"
        "{subject} is {got}, and must be less than {limit}."
        "{subject} ist {got} und muss kleiner als {limit} sein.";
    IS_AT_LEAST "refusal.is-at-least"
        "{subject} is {got}, the least allowed is {limit}."
        "{subject} ist {got}, erlaubt ist mindestens {limit}.";
    IS_AT_MOST "refusal.is-at-most"
        "{subject} is {got}, the most allowed is {limit}."
        "{subject} ist {got}, erlaubt ist höchstens {limit}.";
    IS_NOT "refusal.is-not"
        "{subject} is {got}, and must not be {limit}."
        "{subject} ist {got} und darf nicht {limit} sein.";
    HASHES_TO "refusal.hashes-to"
        "{subject} is {got}, and a part of it must hash to {limit}."
        "{subject} ist {got}, und ein Teil davon muss den Hash {limit} ergeben.";
    DATA_ENDS "refusal.data-ends"
        "The call's data ends before the {argument}, on which there is a rule."
        "Die Daten des Aufrufs enden vor dem {argument}, für das es eine Regel gibt.";
    BEYOND_DATA "refusal.beyond-data"
        "The rule on the {argument} reaches beyond any data; nothing passes it."
        "Die Regel für das {argument} reicht über alle Daten hinaus; nichts besteht sie.";
    SHORTER "refusal.shorter"
        "The {argument} holds {held} bytes, fewer than its rule looks at."
        "Das {argument} enthält {held} Byte, weniger als seine Regel ansieht.";
    OUTSIDE "refusal.outside"
        "The {argument} lies outside of the call's data."
        "Das {argument} liegt außerhalb der Daten des Aufrufs.";
    BYTES "refusal.bytes" "{held} bytes" "{held} Byte";
    IS_OUTSIDE "refusal.is-outside" "outside" "außerhalb";
    NONE "refusal.none" "none" "keiner";
    PAYMASTER "refusal.paymaster"
        "The paymaster must be {limit}, but is {got}."
        "Der Paymaster muss {limit} sein, ist aber {got}.";
    SENDER "refusal.sender"
        "The operation is for {got}, but the key belongs to {limit}."
        "Der Vorgang ist für {got}, aber der Schlüssel gehört zu {limit}.";
    GAS_FIELD "refusal.gas-field"
        "The operation's {field} is larger than 120 bits."
        "{field} des Vorgangs ist größer als 120 Bit.";
    BITS "refusal.bits" "{bits} bits" "{bits} Bit";
    UNPAYABLE "refusal.unpayable"
        "The operation could cost more than any network holds."
        "Der Vorgang könnte mehr kosten, als es in einem Netzwerk gibt.";
    BEYOND_TIME "refusal.beyond-time"
        "The key's next use would lie beyond the end of time."
        "Die nächste Nutzung des Schlüssels läge hinter dem Ende der Zeit.";
    NEVER "refusal.never"
        "This key can never be used: it begins at {from} and ends at {until}."
        "Dieser Schlüssel ist nie brauchbar: er beginnt am {from} und endet am {until}.";
    TOO_EARLY "refusal.too-early"
        "This key may be used again at {limit}; it is {now} now."
        "Dieser Schlüssel ist erst ab {limit} wieder nutzbar; jetzt ist {now}.";
    ENDED "refusal.ended"
        "This key ended at {limit}; it is {now} now."
        "Dieser Schlüssel endete am {limit}; jetzt ist {now}.";
    GAS "refusal.gas"
        "The gas may cost up to {charge}, but the key's gas budget has {left} left."
        "Das Gas darf bis zu {charge} kosten, aber das Gasbudget des Schlüssels hat noch {left}.";
    VALUE "refusal.value"
        "The call sends {got} along, the most allowed is {limit}."
        "Der Aufruf sendet {got} mit, erlaubt ist höchstens {limit}.";
    OPERATIONS "refusal.operations"
        "{count} {count|operation|operations}"
        "{count} {count|Vorgang|Vorgänge}";
    USED_UP "refusal.used-up"
        "The key is for {limit} in all and has none left."
        "Der Schlüssel reicht insgesamt für {limit}; keiner ist übrig.";
    USED_UP_NOW "refusal.used-up-now"
        "The key is for {limit} for now and has none left."
        "Der Schlüssel reicht vorerst für {limit}; keiner ist übrig.";
    ONE_MORE "refusal.one-more" "one more" "noch einer";
    NOWHERE "refusal.nowhere"
        "The key may not {what} on {target}, nor anywhere else."
        "Der Schlüssel darf auf {target} nicht {what}, auch sonst nirgends.";
    ELSEWHERE "refusal.elsewhere"
        "The key may {what} only on {limit}, not on {target}."
        "Der Schlüssel darf nur auf {limit} {what}, nicht auf {target}.";
    LISTED "refusal.listed" "what the key lists" "was der Schlüssel nennt";
    SEND "refusal.send" "send {coin} without data" "{coin} ohne Daten senden";
    CALL "refusal.call" "call {function}" "{function} aufrufen";
    RUN "refusal.run" "run foreign code and {what}" "fremden Code ausführen und {what}";
    FOR_OPERATIONS "refusal.for-operations" "for operations" "für Vorgänge";
    NOT_FOR_OPERATIONS "refusal.not-for-operations" "not for operations" "nicht für Vorgänge";
    FLAG "refusal.flag"
        "The key may not send operations at all; its flag forbids it."
        "Der Schlüssel darf gar keine Vorgänge senden; sein Kennzeichen verbietet es.";
    EXECUTE "refusal.execute" "execute" "execute";
    SOMETHING_ELSE "refusal.something-else" "something else" "etwas anderes";
    NOT_PLAIN "refusal.not-plain"
        "The operation must call execute of the account, well formed."
        "Der Vorgang muss execute des Kontos aufrufen, in richtiger Form.";
    KNOWN_KIND "refusal.known-kind" "a known call type" "eine bekannte Art von Aufruf";
    ANOTHER "refusal.another" "another" "eine andere";
    CALL_TYPE "refusal.call-type"
        "The account knows single calls, batches and delegatecalls only."
        "Das Konto kennt nur einzelne Aufrufe, Stapel und Delegatecalls.";
    WHOLE_CALL "refusal.whole-call" "a whole call" "ein ganzer Aufruf";
    PART "refusal.part" "a part" "ein Teil";
    CUT_SHORT "refusal.cut-short"
        "The operation's call ends before its target or value."
        "Der Aufruf des Vorgangs endet vor seinem Ziel oder Wert.";
    FOUR_BYTES "refusal.four-bytes" "4 bytes, or none" "4 Byte oder keine";
    FEWER "refusal.fewer" "fewer" "weniger";
    SHORT_DATA "refusal.short-data"
        "A call carries one to three bytes of data, which no function has."
        "Ein Aufruf trägt ein bis drei Byte Daten; so wenige hat keine Funktion.";
}
