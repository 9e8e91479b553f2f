//! The look's tokens, read from `assets/tokens.json`, which also styles the web view.
//!
//! Why: one file decides every colour and size of both; here aliases are resolved and typed.
//! Refuses: an alias that names nothing, a colour that is not `#rrggbb`.

use std::collections::BTreeMap;

use egui::Color32;
use serde::Deserialize;

const TOKENS: &str = include_str!("../../../../assets/tokens.json");

/// The file as it is written; groups that only the web view uses are not read.
#[derive(Debug, Deserialize)]
struct File {
    raw: Raw,
    color: BTreeMap<String, Pair>,
    #[serde(rename = "type")]
    types: BTreeMap<String, Type>,
}

#[derive(Debug, Deserialize)]
struct Raw {
    color: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Pair {
    light: String,
    dark: String,
}

/// One step of the type scale.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Type {
    /// Size, points.
    pub size: f32,
    /// Line height as a thousandth of the size.
    pub line: u16,
    /// 400, 500 or 600.
    pub weight: u16,
    /// `sans` or `mono`.
    pub font: String,
}

/// Why the tokens could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not the expected JSON.
    #[error("assets/tokens.json cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A name is missing.
    #[error("assets/tokens.json has no {0}")]
    Missing(String),
    /// Not a colour.
    #[error("assets/tokens.json: {0} is not #rrggbb")]
    NotAColour(String),
}

/// Resolved tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Colours on light.
    pub light: Palette,
    /// Colours on dark.
    pub dark: Palette,
    types: BTreeMap<String, Type>,
}

macro_rules! palette {
    ($($field:ident = $name:literal, $doc:literal;)*) => {
        /// The colours of one theme.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Palette { $(#[doc = $doc] pub $field: Color32,)* }

        impl Palette {
            fn read(colour: &dyn Fn(&str) -> Result<Color32, TokenError>) -> Result<Self, TokenError> {
                Ok(Self { $($field: colour($name)?,)* })
            }
        }
    };
}

palette! {
    surface = "surface", "What is read lies on this.";
    sunken = "sunken", "The footer.";
    hover = "hover", "Under the pointer.";
    line = "line", "Hairlines.";
    line_strong = "line-strong", "The edge of fields and buttons.";
    text = "text", "Text.";
    muted = "muted", "Labels and quotations.";
    accent = "accent", "The one next step.";
    accent_strong = "accent-strong", "The same, pressed.";
    accent_soft = "accent-soft", "The passphrase card.";
    on_accent = "on-accent", "Text on accent.";
    warn = "warn", "Needs you.";
    warn_soft = "warn-soft", "Behind it.";
    stop = "stop", "Stop, no limit, can still harm.";
    stop_soft = "stop-soft", "Behind it.";
    ok = "ok", "Read and good.";
    focus = "focus", "The ring around what has the keyboard.";
}

impl Tokens {
    /// The tokens built into this program.
    ///
    /// # Errors
    /// [`TokenError`]; a test proves that the committed file gives none.
    pub fn built_in() -> Result<Self, TokenError> {
        Self::parse(TOKENS)
    }

    fn parse(text: &str) -> Result<Self, TokenError> {
        let file: File = serde_json::from_str(text)?;
        let resolve = |name: &str, dark: bool| {
            let missing = || TokenError::Missing(format!("colour {name}"));
            let pair = file.color.get(name).ok_or_else(missing)?;
            let alias = if dark { &pair.dark } else { &pair.light };
            let raw = file.raw.color.get(alias).ok_or_else(missing)?;
            parse_colour(raw).ok_or_else(|| TokenError::NotAColour(raw.clone()))
        };
        Ok(Self {
            light: Palette::read(&|name| resolve(name, false))?,
            dark: Palette::read(&|name| resolve(name, true))?,
            types: file.types,
        })
    }

    /// A step of the type scale.
    ///
    /// # Errors
    /// [`TokenError::Missing`].
    pub fn step(&self, name: &str) -> Result<Type, TokenError> {
        self.types.get(name).cloned().ok_or_else(|| TokenError::Missing(format!("type {name}")))
    }
}

fn parse_colour(text: &str) -> Option<Color32> {
    let bytes = hex::decode(text.strip_prefix('#')?).ok()?;
    let [r, g, b] = <[u8; 3]>::try_from(bytes).ok()?;
    Some(Color32::from_rgb(r, g, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_of_the_file_resolves_to_a_colour() {
        let file: File = serde_json::from_str(TOKENS).unwrap();
        for (name, pair) in &file.color {
            for alias in [&pair.light, &pair.dark] {
                let raw = file.raw.color.get(alias).unwrap_or_else(|| panic!("{name}: {alias}"));
                assert!(parse_colour(raw).is_some(), "{name}: {raw}");
            }
        }
        Tokens::built_in().unwrap();
    }

    #[test]
    fn an_alias_that_names_nothing_is_refused() {
        let broken = TOKENS.replacen("\"teal-700\":", "\"teal-7\":", 1);
        assert_ne!(broken, TOKENS);
        assert!(matches!(Tokens::parse(&broken), Err(TokenError::Missing(_))));
    }

    fn luminance(colour: Color32) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_has_a_contrast_of_at_least_four_and_a_half() {
        let tokens = Tokens::built_in().unwrap();
        for (theme, p) in [("light", tokens.light), ("dark", tokens.dark)] {
            let pairs = [
                ("text on surface", p.text, p.surface),
                ("muted on surface", p.muted, p.surface),
                ("text on sunken", p.text, p.sunken),
                ("muted on sunken", p.muted, p.sunken),
                ("text on card", p.text, p.accent_soft),
                ("muted on card", p.muted, p.accent_soft),
                ("stop on card", p.stop, p.accent_soft),
                ("accent on surface", p.accent, p.surface),
                ("on accent", p.on_accent, p.accent),
                ("warn on soft", p.warn, p.warn_soft),
                ("stop on soft", p.stop, p.stop_soft),
                ("stop on surface", p.stop, p.surface),
                ("ok on surface", p.ok, p.surface),
            ];
            for (what, front, back) in pairs {
                let ratio = contrast(front, back);
                assert!(ratio >= 4.5, "{theme}: {what} is {ratio:.2}");
            }
        }
    }
}
