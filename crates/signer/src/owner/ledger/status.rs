//! What a Ledger's status word means for a person.
//!
//! Why: the same two bytes come from the device's own menu, from other apps and from the Ethereum
//! app; each leads to one thing to do.
//! Refuses: to read a word it does not know as anything but a refusal to go on.

use coins_ledger::StatusWord;

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Enter the PIN on the device.
    Locked,
    /// Open the Ethereum app on the device.
    AppClosed,
    /// The person pressed "reject" on the device.
    Refused,
    /// The device was never set up, is in recovery mode, or has stopped.
    Unusable,
    /// Something else; nothing to do but ask again.
    Other,
}

/// The meaning of a word. `asking`: the device was showing the question, so a person was at it.
pub(super) fn meaning(word: StatusWord, asking: bool) -> Meaning {
    match word {
        StatusWord::CONDITIONS_NOT_SATISFIED | StatusWord::USER_REFUSED_ON_DEVICE => {
            Meaning::Refused
        }
        // The app's own description says "cancelled by the user" for this word; locked devices
        // answer it too. Once the question is on the screen, silence is refusal.
        StatusWord::SECURITY_CONDITION_NOT_SATISFIED if asking => Meaning::Refused,
        StatusWord::LOCKED_DEVICE
        | StatusWord::LEGACY_LOCKED_DEVICE
        | StatusWord::SECURITY_CONDITION_NOT_SATISFIED => Meaning::Locked,
        StatusWord::INVALID_INS | StatusWord::INVALID_CLA | StatusWord::UNKNOWN_APDU => {
            Meaning::AppClosed
        }
        StatusWord::DEVICE_NOT_ONBOARDED
        | StatusWord::DEVICE_NOT_ONBOARDED_2
        | StatusWord::DEVICE_IN_RECOVERY_MODE
        | StatusWord::HALTED => Meaning::Unusable,
        other => match other.raw() {
            // Older firmware, not among the named ones.
            0x6b0c => Meaning::Locked,
            0x6511 | 0x6e01 => Meaning::AppClosed,
            _ => Meaning::Other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_one_meaning() {
        for (raw, expected) in [
            (0x5515, Meaning::Locked),
            (0x6982, Meaning::Locked),
            (0x6b0c, Meaning::Locked),
            (0x6804, Meaning::Locked),
            (0x6511, Meaning::AppClosed),
            (0x6d00, Meaning::AppClosed),
            (0x6d02, Meaning::AppClosed),
            (0x6e00, Meaning::AppClosed),
            (0x6e01, Meaning::AppClosed),
            (0x6985, Meaning::Refused),
            (0x5501, Meaning::Refused),
            (0x6d07, Meaning::Unusable),
            (0x6a80, Meaning::Other),
            (0x6f00, Meaning::Other),
        ] {
            assert_eq!(meaning(StatusWord::new(raw), false), expected, "{raw:#06x}");
        }
        assert_eq!(meaning(StatusWord::new(0x6982), true), Meaning::Refused);
        assert_eq!(meaning(StatusWord::new(0x5515), true), Meaning::Locked);
    }
}
