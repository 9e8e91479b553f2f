//! The bundled typefaces: IBM Plex Sans 400, 500, 600 and IBM Plex Mono 400, 500 (SIL OFL).
//!
//! Why: the same faces as the web view, and no dependence on what a computer has installed.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

const FACES: [(&str, &[u8]); 5] = [
    ("sans-400", include_bytes!("../../../../assets/fonts/IBMPlexSans-Regular.ttf")),
    ("sans-500", include_bytes!("../../../../assets/fonts/IBMPlexSans-Medium.ttf")),
    ("sans-600", include_bytes!("../../../../assets/fonts/IBMPlexSans-SemiBold.ttf")),
    ("mono-400", include_bytes!("../../../../assets/fonts/IBMPlexMono-Regular.ttf")),
    ("mono-500", include_bytes!("../../../../assets/fonts/IBMPlexMono-Medium.ttf")),
];

/// The family of a face, for example `sans`, 600.
pub(crate) fn family(font: &str, weight: u16) -> FontFamily {
    FontFamily::Name(format!("{font}-{weight}").into())
}

/// All faces, each a family of its own, the plain ones also egui's two default families.
pub(crate) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FACES {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes)));
        let fallback = if name.starts_with("mono") { "sans-400" } else { "mono-400" };
        let order = vec![name.to_owned(), fallback.to_owned()];
        fonts.families.insert(FontFamily::Name(name.into()), order);
    }
    let both = |first: &str, then: &str| vec![first.to_owned(), then.to_owned()];
    fonts.families.insert(FontFamily::Proportional, both("sans-400", "mono-400"));
    fonts.families.insert(FontFamily::Monospace, both("mono-400", "sans-400"));
    fonts
}
