//! The rules: a stable id, how bad, and what it means in words, in one table.
//!
//! Why: programs match on ids, people read the words, and a rule added here is complete or does not
//! compile. The traps are those of spec 4.3, 4.4, 7.6, 12.1, 12.2 and 12.4.
//! Refuses: a rule without words. `{…}` in a text is filled from [`super::Detail`].

use super::Severity::{self, Info, Stop, Warn};
use crate::language::Message;

macro_rules! rules {
    ($($(#[$doc:meta])+ $name:ident, $id:literal, $severity:ident, $english:literal $german:literal;)+) => {
        /// Stable names of the rules.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule { $($(#[$doc])+ $name,)+ }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The id as programs see it.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => $severity,)+ }
            }

            /// What it means and what to do, in every language.
            pub const MESSAGES: &[Message] = &[$(Self::$name.message(),)+];

            /// What it means and what to do.
            #[must_use]
            pub const fn message(self) -> Message {
                let (english, german) = match self { $(Self::$name => ($english, $german),)+ };
                let id = match self { $(Self::$name => concat!("lint.", $id),)+ };
                Message { id, english, german }
            }
        }
    };
}

rules! {
    /// A sudo policy.
    Sudo, "sudo", Stop,
        "This key could do anything, even take the account. Give it a list of calls instead."
        "Dieser Schlüssel könnte alles, sogar das Konto übernehmen. Gib ihm stattdessen eine Liste von Aufrufen.";
    /// Nothing limits what is called.
    NoCallPolicy, "no-call-policy", Stop,
        "Nothing limits what this key may call, so it could take the account. Say what it may call."
        "Nichts begrenzt, was dieser Schlüssel aufrufen darf, also könnte er das Konto übernehmen. Sag, was er aufrufen darf.";
    /// The call policy lists nothing that can match.
    NothingAllowed, "nothing-allowed", Stop,
        "This key may call nothing. Say what it may call."
        "Dieser Schlüssel darf nichts aufrufen. Sag, was er aufrufen darf.";
    /// Two call policies: a call must be listed in both.
    TwoCallPolicies, "two-call-policies", Stop,
        "There are two lists of calls, and a call must be in both of them. Make one list."
        "Es gibt zwei Listen von Aufrufen, und ein Aufruf muss in beiden stehen. Mach eine Liste daraus.";
    /// Two policies of another contract: it keeps one state per key.
    TwoOfAKind, "two-of-a-kind", Stop,
        "Two policies of one kind cannot be installed together. Keep one of them."
        "Zwei Regelwerke derselben Art lassen sich nicht zusammen installieren. Behalte eines davon.";
    /// Two entries for the same function of the same contract.
    DuplicateEntry, "duplicate-entry", Stop,
        "One function of one contract is listed twice, so the key cannot be installed. Keep one of them."
        "Eine Funktion eines Vertrags steht zweimal in der Liste, also lässt sich der Schlüssel nicht installieren. Behalte einen Eintrag.";
    /// A condition that came with a later version of the call policy.
    UnknownCondition, "unknown-condition", Stop,
        "A rule on an argument needs a later version of the call policy, so the key cannot be installed."
        "Eine Regel für ein Argument braucht eine spätere Fassung der Aufrufliste, also lässt sich der Schlüssel nicht installieren.";
    /// A condition with too many or too few values.
    BadRule, "bad-rule", Stop,
        "A rule on an argument has the wrong number of values, so the key cannot be installed."
        "Eine Regel für ein Argument hat die falsche Zahl von Werten, also lässt sich der Schlüssel nicht installieren.";
    /// More policies than a permission holds.
    TooManyPolicies, "too-many-policies", Stop,
        "There are more policies than a key can hold, so it cannot be installed. Take some out."
        "Es sind mehr Regelwerke, als ein Schlüssel fasst, also lässt er sich nicht installieren. Nimm einige heraus.";
    /// A window that ends beyond 48 bits.
    WindowTooLong, "window-too-long", Stop,
        "The window of the limit is so long that the key cannot be installed. Shorten it."
        "Das Zeitfenster der Begrenzung ist so lang, dass sich der Schlüssel nicht installieren lässt. Kürze es.";
    /// A spacing that runs beyond 48 bits.
    SpacingTooLong, "spacing-too-long", Stop,
        "The spacing runs past the last second that the chain can name, so every operation fails. Shorten it."
        "Der Abstand reicht über die letzte Sekunde hinaus, die das Netzwerk nennen kann, also scheitert jeder Vorgang. Kürze ihn.";
    /// A flag switches a policy off.
    SwitchedOff, "switched-off", Stop,
        "A policy is switched off by its flag, so it limits nothing. Remove the flag."
        "Ein Regelwerk ist durch seine Kennung abgeschaltet und begrenzt nichts. Entferne die Kennung.";
    /// The account itself may be called.
    SelfTarget, "self-target", Stop,
        "This key could call the account itself, and so change it. Leave the account out."
        "Dieser Schlüssel könnte das Konto selbst aufrufen und so verändern. Lass das Konto weg.";
    /// A contract that runs accounts may be called.
    ModuleTarget, "module-target", Stop,
        "This key could call a contract that runs the account, and so change or disarm it. Leave it out."
        "Dieser Schlüssel könnte einen Vertrag aufrufen, der das Konto steuert, und es so verändern oder entwaffnen. Lass ihn weg.";
    /// A function that changes accounts may be called of any contract.
    WildcardAdmin, "wildcard-admin", Stop,
        "This key could call a function that changes accounts on any contract, so on this one too. Name the contract."
        "Dieser Schlüssel könnte eine Funktion, die Konten verändert, von jedem Vertrag aufrufen, also auch von diesem. Nenne den Vertrag.";
    /// A function may be called of any contract.
    WildcardTarget, "wildcard-target", Stop,
        "This key may call a function of any contract, also of one that somebody writes for the purpose. Name the contract."
        "Dieser Schlüssel darf eine Funktion jedes Vertrags aufrufen, auch eines, den jemand dafür schreibt. Nenne den Vertrag.";
    /// Foreign code may run as the account.
    Delegatecall, "delegatecall", Stop,
        "This key could run foreign code as the account, which is as good as owning it."
        "Dieser Schlüssel könnte fremden Code als das Konto laufen lassen, was so gut ist wie es zu besitzen.";
    /// An allowance for whomever the key names.
    AllowanceToAnyone, "allowance-to-anyone", Stop,
        "This key can let anybody take this token, and that outlives the key. Say who may get the allowance."
        "Dieser Schlüssel kann jedem erlauben, sich diesen Token zu nehmen, und das überdauert den Schlüssel. Sag, wer die Freigabe bekommen darf.";
    /// The whole balance to whomever the key names.
    WholeBalance, "whole-balance", Stop,
        "This key can send all there is to anybody. Say how much at most, or to whom."
        "Dieser Schlüssel kann alles an jeden senden. Sag, wie viel höchstens, oder an wen.";
    /// The window ends before it begins.
    NeverOpen, "never-open", Stop,
        "This key ends before it begins, so it could never be used."
        "Dieser Schlüssel endet, bevor er beginnt, und wäre nie zu gebrauchen.";
    /// The end has passed.
    AlreadyOver, "already-over", Stop,
        "This key's end has passed, so it could never be used. Choose a later one."
        "Das Ende dieses Schlüssels ist vorbei, er wäre nie zu gebrauchen. Wähle ein späteres.";
    /// Zero operations.
    NoUses, "no-uses", Stop,
        "This key is for zero operations, so it could never be used."
        "Dieser Schlüssel ist für null Vorgänge und wäre nie zu gebrauchen.";
    /// A gas budget of zero.
    NoGas, "no-gas", Stop,
        "The gas budget is zero, so this key could never be used."
        "Das Gasbudget ist null, also wäre dieser Schlüssel nie zu gebrauchen.";
    /// A module of this key or account with a known hole.
    UnpatchedModule, "unpatched-module", Stop,
        "On {network}, {contract} checks signatures and has a known hole: one signature that was ever made can be used again for anything. Move to the repaired version first."
        "In {network} prüft {contract} die Signaturen und hat eine bekannte Lücke: eine einmal geleistete Signatur lässt sich für alles wieder verwenden. Wechsle erst zur reparierten Fassung.";
    /// Allowances outlive the key.
    Allowance, "allowance", Warn,
        "This key can give allowances, and an allowance outlives the key. Allow transfers instead."
        "Dieser Schlüssel kann Freigaben geben, und eine Freigabe überdauert den Schlüssel. Erlaube stattdessen Überweisungen.";
    /// An allowance of any size, or one that can be raised again and again.
    NoAllowanceLimit, "no-allowance-limit", Warn,
        "Nothing limits how large an allowance this key can give. Say how much at most."
        "Nichts begrenzt, wie groß eine Freigabe dieses Schlüssels sein darf. Sag, wie viel höchstens.";
    /// Value moves without a limit on the amount.
    NoAmountLimit, "no-amount-limit", Warn,
        "Nothing limits the amount of one transfer. Say how much at most."
        "Nichts begrenzt den Betrag einer Überweisung. Sag, wie viel höchstens.";
    /// Value moves to whomever the key names.
    AnyRecipient, "any-recipient", Warn,
        "This key may pay anybody. Say whom."
        "Dieser Schlüssel darf jeden bezahlen. Sag, wen.";
    /// A function that carries other calls inside.
    HiddenCalls, "hidden-calls", Warn,
        "This function carries other calls inside, and no rule can look into them. Allow those functions by name instead."
        "Diese Funktion trägt andere Aufrufe in sich, und keine Regel kann in sie hineinsehen. Erlaube stattdessen jene Funktionen beim Namen.";
    /// An entry that can never match.
    IdleEntry, "idle-entry", Warn,
        "An entry can never match a call, so it allows nothing. Leave it out."
        "Ein Eintrag kann auf keinen Aufruf passen und erlaubt nichts. Lass ihn weg.";
    /// A rule on bytes that are no argument's.
    OddOffset, "odd-offset", Warn,
        "A rule looks at bytes that belong to no argument, so it does not limit what it seems to. Write it again."
        "Eine Regel betrachtet Bytes, die zu keinem Argument gehören, und begrenzt nicht, was sie zu begrenzen scheint. Schreib sie neu.";
    /// A rule on a pointer.
    PointerRule, "pointer-rule", Warn,
        "A rule compares the pointer to an argument and not the argument, and the sender may choose the pointer. Leave it out."
        "Eine Regel vergleicht den Zeiger auf ein Argument und nicht das Argument, und den Zeiger wählt der Absender. Lass sie weg.";
    /// An entry so large that strict bundlers refuse it.
    LargeEntry, "large-entry", Warn,
        "The rules on one function are so long that strict bundlers refuse the key. Use fewer values."
        "Die Regeln für eine Funktion sind so lang, dass strenge Bundler den Schlüssel ablehnen. Nimm weniger Werte.";
    /// An old call policy.
    OldCallPolicy, "old-call-policy", Warn,
        "The call policy is an old version that strict bundlers refuse."
        "Die Aufrufliste hat eine alte Fassung, die strenge Bundler ablehnen.";
    /// No end.
    NoExpiry, "no-expiry", Warn,
        "This key has no end. Give it one, so that it dies by itself."
        "Dieser Schlüssel hat kein Ende. Gib ihm eines, damit er von selbst stirbt.";
    /// It lives longer than a year.
    FarExpiry, "far-expiry", Warn,
        "This key lives longer than a year. A shorter life costs one click to renew and bounds a loss that nobody notices."
        "Dieser Schlüssel lebt länger als ein Jahr. Ein kürzeres Leben ist mit einem Klick erneuert und begrenzt einen Verlust, den niemand bemerkt.";
    /// No limit on the number of operations.
    NoUseLimit, "no-use-limit", Warn,
        "This key may be used any number of times. Say how often."
        "Dieser Schlüssel darf beliebig oft gebraucht werden. Sag, wie oft.";
    /// A limit that never throttles.
    IdleLimit, "idle-limit", Warn,
        "The limit on operations is so wide that it holds nothing back. Choose a smaller one."
        "Die Begrenzung der Vorgänge ist so weit, dass sie nichts zurückhält. Wähle eine kleinere.";
    /// Spacing without effect.
    IdleSpacing, "idle-spacing", Warn,
        "The spacing counts from 1970, so it holds nothing back. Give it a start."
        "Der Abstand zählt ab 1970 und hält nichts zurück. Gib ihm einen Anfang.";
    /// A spacing that leaves time for one operation.
    UnreachableUses, "unreachable-uses", Warn,
        "The spacing is so long that only the first operation fits before the key's end. It counts seconds."
        "Der Abstand ist so lang, dass nur der erste Vorgang vor dem Ende des Schlüssels Platz hat. Er zählt Sekunden.";
    /// A limit that resets, which strict bundlers refuse.
    ResettingLimit, "resetting-limit", Warn,
        "Strict bundlers refuse keys whose limit resets."
        "Strenge Bundler lehnen Schlüssel ab, deren Begrenzung von vorn beginnt.";
    /// No gas budget.
    NoGasBudget, "no-gas-budget", Warn,
        "This key may spend all of the account's coin on gas. Give it a gas budget."
        "Dieser Schlüssel darf alle Coins des Kontos für Gas ausgeben. Gib ihm ein Gasbudget.";
    /// A gas budget beyond all coin.
    IdleGasBudget, "idle-gas-budget", Warn,
        "The gas budget is more than any account holds, so it limits nothing. Choose a smaller one."
        "Das Gasbudget ist mehr, als irgendein Konto hat, und begrenzt nichts. Wähle ein kleineres.";
    /// A gas budget that the account cannot pay.
    GasAboveBalance, "gas-above-balance", Warn,
        "On {network} the gas budget is more than the account holds, so it limits nothing there."
        "In {network} ist das Gasbudget mehr, als das Konto hat, und begrenzt dort nichts.";
    /// A paymaster rule without effect.
    IdlePaymaster, "idle-paymaster", Warn,
        "A paymaster is required but none is named, which requires nothing."
        "Ein Paymaster wird verlangt, aber keiner genannt, und das verlangt nichts.";
    /// A paymaster is named and not required.
    IgnoredPaymaster, "ignored-paymaster", Warn,
        "A paymaster is named but not required, so the chain ignores it. Require it, or take it out."
        "Ein Paymaster ist genannt, aber nicht verlangt, also beachtet ihn das Netzwerk nicht. Verlange ihn oder nimm ihn heraus.";
    /// Messages may be signed for anybody.
    Messages, "messages", Warn,
        "This key can sign messages for the account, such as orders and permits, which none of its limits cover and which go on after its end. Forbid it."
        "Dieser Schlüssel kann für das Konto Nachrichten signieren, etwa Aufträge und Freigaben, die keine seiner Grenzen erfasst und die nach seinem Ende weitergehen. Verbiete es.";
    /// Messages may be signed for some contracts.
    MessagesForSome, "messages-for-some", Warn,
        "The contracts listed take this key's signature for any order or permit, and go on after its end. Forbid it unless they need it."
        "Die genannten Verträge nehmen die Signatur dieses Schlüssels für jeden Auftrag und jede Freigabe, auch nach seinem Ende. Verbiete es, wenn sie es nicht brauchen.";
    /// Calls to where nothing answers.
    NoCode, "no-code", Warn,
        "On {network} there is no contract at {contract}, so a call there does nothing now, and somebody else may put code there later."
        "In {network} liegt bei {contract} kein Vertrag, also bewirkt ein Aufruf dort jetzt nichts, und später kann jemand anders dort Code ablegen.";
    /// Names of functions that nobody has checked.
    UnverifiedAbi, "unverified-abi", Warn,
        "On {network} the code of {contract} is not verified, so its functions may not do what their names say."
        "In {network} ist der Code von {contract} nicht geprüft, also tun seine Funktionen vielleicht nicht, was ihre Namen sagen.";
    /// A call policy that strict bundlers may refuse, and that nothing here needs.
    NewCallPolicy, "new-call-policy", Info,
        "Call policy 0.0.5 costs more gas, and strict bundlers may refuse it. Nothing here needs it."
        "Die Aufrufliste 0.0.5 kostet mehr Gas, und strenge Bundler lehnen sie vielleicht ab. Nichts hier braucht sie.";
    /// A swap at whatever price.
    AnyPrice, "any-price", Info,
        "Nothing sets how much a swap must bring at least, so it may be made at a bad price."
        "Nichts setzt fest, wie viel ein Tausch mindestens bringen muss, also kann der Preis schlecht sein.";
    /// Limits per call do not add up over a batch.
    UnboundedBatch, "unbounded-batch", Info,
        "Limits count for each call. One operation can hold many calls, and no policy limits how many."
        "Grenzen gelten für jeden Aufruf. Ein Vorgang kann viele Aufrufe enthalten, und kein Regelwerk begrenzt, wie viele.";
    /// Each network has its own counters.
    PerNetwork, "per-network", Info,
        "Budgets and counts begin anew on each network, so together they allow that many times as much."
        "Budgets und Zahlen beginnen in jedem Netzwerk von vorn, zusammen erlauben sie also so viele Male so viel.";
}
