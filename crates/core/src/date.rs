//! Unix seconds as a date in words, in UTC.
//!
//! Why: core has no clock and no time zone; what is signed says UTC, screens add local time.
//! Refuses: nothing; every `u64` is a date.

use crate::language::Language;

/// A date and time of day in UTC, proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// Year, from 1970.
    pub year: u64,
    /// 1..=12.
    pub month: u64,
    /// 1..=31.
    pub day: u64,
    /// 0..=23.
    pub hour: u64,
    /// 0..=59.
    pub minute: u64,
    /// 0..=59.
    pub second: u64,
}

const DAY: u64 = 86_400;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// German names are cut as DIN 5008 cuts them; four are not.
const MONATE: [&str; 12] = [
    "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
];
/// Seconds, one, several, and several in the dative.
const UNITS: [(u64, [&str; 3]); 5] = [
    (604_800, ["week", "weeks", "weeks"]),
    (DAY, ["day", "days", "days"]),
    (3_600, ["hour", "hours", "hours"]),
    (60, ["minute", "minutes", "minutes"]),
    (1, ["second", "seconds", "seconds"]),
];
const EINHEITEN: [(u64, [&str; 3]); 5] = [
    (604_800, ["Woche", "Wochen", "Wochen"]),
    (DAY, ["Tag", "Tage", "Tagen"]),
    (3_600, ["Stunde", "Stunden", "Stunden"]),
    (60, ["Minute", "Minuten", "Minuten"]),
    (1, ["Sekunde", "Sekunden", "Sekunden"]),
];

impl Civil {
    /// The date of a unix time. Counts in 400-year cycles that begin on 1 March, so that the leap
    /// day is the last day of a year.
    #[must_use]
    pub const fn from_unix(secs: u64) -> Self {
        let since_march_0 = secs / DAY + 719_468;
        let cycle = since_march_0 / 146_097;
        let in_cycle = since_march_0 % 146_097;
        let year_in_cycle =
            (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
        let day_in_year =
            in_cycle - (365 * year_in_cycle + year_in_cycle / 4 - year_in_cycle / 100);
        let march_month = (5 * day_in_year + 2) / 153;
        let day = day_in_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let january_or_february = if month <= 2 { 1 } else { 0 };
        let clock = secs % DAY;
        Self {
            year: cycle * 400 + year_in_cycle + january_or_february,
            month,
            day,
            hour: clock / 3_600,
            minute: clock % 3_600 / 60,
            second: clock % 60,
        }
    }
}

/// `21 Nov 2026, 09:00 UTC`, with seconds when there are any.
#[must_use]
pub fn words(unix_secs: u64) -> String {
    words_in(Language::English, unix_secs)
}

/// The same in a language: `21. Nov. 2026, 09:00 UTC`.
#[must_use]
pub fn words_in(language: Language, unix_secs: u64) -> String {
    let c = Civil::from_unix(unix_secs);
    let (months, dot) = match language {
        Language::English => (MONTHS, ""),
        Language::German => (MONATE, "."),
    };
    let month = usize::try_from(c.month.saturating_sub(1)).ok().and_then(|m| months.get(m));
    let month = month.unwrap_or(&"");
    let seconds = if c.second == 0 { String::new() } else { format!(":{:02}", c.second) };
    let Civil { year, day, hour, minute, .. } = c;
    format!("{day}{dot} {month} {year}, {hour:02}:{minute:02}{seconds} UTC")
}

/// A length of time in its largest whole unit: `1 week`, `36 hours`, `90 seconds`.
#[must_use]
pub fn length(secs: u64) -> String {
    length_in(Language::English, secs, false)
}

/// The same in a language, if asked for in the dative: `2 Tagen`.
#[must_use]
pub fn length_in(language: Language, secs: u64, dative: bool) -> String {
    let units = match language {
        Language::English => UNITS,
        Language::German => EINHEITEN,
    };
    let whole = |(size, _): &&(u64, _)| *size == 1 || secs > 0 && secs.is_multiple_of(*size);
    let Some((size, [one, many, many_dative])) = units.iter().find(whole) else {
        return String::new();
    };
    let count = secs / size;
    let name = match (count, dative) {
        (1, _) => one,
        (_, false) => many,
        (_, true) => many_dative,
    };
    format!("{count} {name}")
}

/// `1 day`, `2 days`.
#[must_use]
pub fn counted(count: u64, name: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_dates() {
        assert_eq!(words(0), "1 Jan 1970, 00:00 UTC");
        assert_eq!(words(951_782_400), "29 Feb 2000, 00:00 UTC");
        assert_eq!(words(1_795_251_600), "21 Nov 2026, 09:00 UTC");
        assert_eq!(words(1_900_000_000), "17 Mar 2030, 17:46:40 UTC");
        assert_eq!(words(4_107_542_399), "28 Feb 2100, 23:59:59 UTC");
        assert_eq!(words(4_107_542_400), "1 Mar 2100, 00:00 UTC");
        assert_eq!(words_in(Language::German, 1_900_000_000), "17. März 2030, 17:46:40 UTC");
    }

    #[test]
    fn lengths() {
        assert_eq!(length(604_800), "1 week");
        assert_eq!(length(172_800), "2 days");
        assert_eq!(length(90), "90 seconds");
        assert_eq!(length(0), "0 seconds");
        let german = |secs, dative| length_in(Language::German, secs, dative);
        assert_eq!(
            (german(172_800, false), german(172_800, true)),
            ("2 Tage".into(), "2 Tagen".into())
        );
        assert_eq!(
            (german(86_400, true), german(90, false)),
            ("1 Tag".into(), "90 Sekunden".into())
        );
    }

    proptest! {
        #[test]
        fn each_day_follows_the_one_before(day in 0_u64..3_000_000) {
            let today = Civil::from_unix(day * DAY);
            let next = Civil::from_unix((day + 1) * DAY);
            prop_assert!(next > today);
            prop_assert!(next.day == today.day + 1 || next.day == 1);
            prop_assert!((1..=12).contains(&next.month) && (1..=31).contains(&next.day));
        }

        #[test]
        fn no_time_panics(secs in any::<u64>()) {
            prop_assert!(words(secs).ends_with("UTC"));
        }
    }
}
