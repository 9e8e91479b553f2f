//! Both columns of the tables are complete and take the same arguments, and no sentence of the
//! modules that describe keys stands outside of them.

use std::collections::BTreeSet;

use super::*;
use crate::policy::describe::span::{Span, plain};

/// Names of the arguments in a text, and whether its marks are in pairs.
fn places(text: &str) -> (BTreeSet<&str>, bool) {
    let holes = text.split('{').skip(1).map(|piece| piece.split('}').next().unwrap());
    let names = holes.map(|hole| hole.split(['|', ':']).next().unwrap()).collect();
    let closed = text.matches('{').count() == text.matches('}').count();
    let words = text
        .split('{')
        .skip(1)
        .all(|p| [0, 2].contains(&p.split('}').next().unwrap().matches('|').count()));
    (names, closed && words && text.matches('*').count().is_multiple_of(2))
}

#[test]
fn every_message_is_there_in_every_language_with_the_same_arguments() {
    let mut ids = BTreeSet::new();
    for message in table::all() {
        assert!(ids.insert(message.id), "{} is there twice", message.id);
        let (english, whole) = places(message.english);
        assert!(whole && !message.english.is_empty(), "{}", message.id);
        for language in Language::ALL {
            let (names, whole) = places(message.text(language));
            assert_eq!(names, english, "{} in {}", message.id, language.code());
            assert!(
                whole && !message.text(language).trim().is_empty()
                    || message.id == "sentence.comma"
            );
        }
        assert_eq!(
            message.english.matches('*').count(),
            message.german.matches('*').count(),
            "{} stresses as much in each language",
            message.id
        );
    }
    assert!(ids.len() > 100, "{} messages", ids.len());
}

#[test]
fn german_is_not_english() {
    let same = table::all().filter(|message| message.english == message.german);
    let same: Vec<_> = same.map(|message| message.id).collect();
    let expected =
        ["sentence.unit", "sentence.comma", "refusal.execute", "worst.of-unit", "worst.on-network"];
    assert_eq!(same, expected);
    let english = [" the ", " and ", " of ", " must ", " it "];
    for message in table::all() {
        let words = format!(" {} ", message.german);
        assert!(!english.iter().any(|word| words.contains(word)), "{}: {words}", message.id);
    }
}

#[test]
fn arguments_are_put_in_by_name_and_never_read() {
    let say = |language, args: &[(&str, Value)]| table::sentence::USES.say(language, args);
    let count = |n| [("count", Value::Count(n))];
    assert_eq!(say(Language::English, &count(1)), ", in 1 operation");
    assert_eq!(say(Language::English, &count(2_000)), ", in 2\u{202F}000 operations");
    assert_eq!(say(Language::German, &count(1)), ", in 1 Vorgang");
    assert_eq!(say(Language::German, &count(3)), ", in 3 Vorgängen");
    let span = [("span", Value::Length(172_800))];
    assert_eq!(table::sentence::SPACING.say(Language::German, &span), " im Abstand von 2 Tagen");
    let foreign = [("amount", "{to} *all* }".to_owned().into())];
    assert_eq!(
        table::sentence::VALUE.spans(Language::English, &foreign),
        [Span::Plain(", sending along up to ".into()), Span::Strong("{to} *all* }".into())]
    );
    let spans = capital(vec![Span::Plain("über".into()), Span::Strong("x".into())]);
    assert_eq!(plain(&spans), "Überx");
}

#[test]
fn languages_are_known_by_their_codes() {
    let found = ["de", "DE-at", "de_CH.UTF-8", "en-GB", "fr", ""].map(Language::of);
    let (en, de) = (Some(Language::English), Some(Language::German));
    assert_eq!(found, [de, de, de, en, None, None]);
}

/// The string literals of a source file, without comments and tests.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn no_sentence_stands_outside_of_the_tables() {
    let sources = [
        include_str!("../policy/describe/sentence.rs"),
        include_str!("../policy/describe/rules.rs"),
        include_str!("../policy/describe/not_limited.rs"),
        include_str!("../policy/describe/argument.rs"),
        include_str!("../worst_case/rows.rs"),
        include_str!("../diff/mod.rs"),
        include_str!("../diff/examples.rs"),
        include_str!("../lint/fix.rs"),
        include_str!("../names.rs"),
        include_str!("../policy/check/words.rs"),
    ];
    // A signature and a type are no words; `one of` is what programs read.
    let known = ["transfer(address to, uint256 amount)", "one of", "part =="];
    for literal in sources.iter().flat_map(|source| literals(source)) {
        let words = literal.split(' ').filter(|word| word.chars().any(char::is_alphabetic));
        let said = words.filter(|word| !word.contains('{')).count() > 1;
        assert!(!said || known.contains(&literal.as_str()), "{literal:?}");
    }
}
