//! The look: the type scale and both themes, laid on an egui context.

use egui::{
    Color32, Context, CornerRadius, FontId, Stroke, TextFormat, TextStyle, Theme, Visuals,
    style::{KineticScrollStyle, ScrollStyle},
};

use super::{
    fonts,
    tokens::{Palette, TokenError, Tokens, Type},
};

/// A step of the type scale, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Labels of facts, notes.
    Small,
    /// Buttons and emphasised labels.
    Label,
    /// Running text.
    Base,
    /// The same, strong.
    Strong,
    /// The one sentence.
    Sentence,
    /// The title.
    Title,
    /// Addresses and hashes.
    Mono,
}

/// Resolved tokens, ready to draw with.
#[derive(Debug, Clone)]
pub struct Look {
    tokens: Tokens,
    steps: [Type; 7],
}

impl Look {
    /// The built-in look.
    ///
    /// # Errors
    /// [`TokenError`]; a test proves that the committed tokens give none.
    pub fn built_in() -> Result<Self, TokenError> {
        let tokens = Tokens::built_in()?;
        let names = ["small", "label", "base", "strong", "sentence", "title", "mono"];
        let mut steps = Vec::with_capacity(names.len());
        for name in names {
            steps.push(tokens.step(name)?);
        }
        let steps = steps.try_into().or(Err(TokenError::Missing("type".into())))?;
        Ok(Self { tokens, steps })
    }

    /// Lays fonts, sizes and both themes on a context. Light is the default where the system says
    /// nothing.
    pub fn apply(&self, ctx: &Context) {
        ctx.set_fonts(fonts::definitions());
        ctx.options_mut(|options| options.fallback_theme = Theme::Light);
        ctx.set_visuals_of(Theme::Light, visuals(Visuals::light(), &self.tokens.light));
        ctx.set_visuals_of(Theme::Dark, visuals(Visuals::dark(), &self.tokens.dark));
        ctx.all_styles_mut(|style| {
            let styles = [
                (TextStyle::Small, Step::Small),
                (TextStyle::Body, Step::Base),
                (TextStyle::Button, Step::Label),
                (TextStyle::Heading, Step::Title),
                (TextStyle::Monospace, Step::Mono),
            ];
            style.text_styles = styles.into_iter().map(|(s, step)| (s, self.font(step))).collect();
            style.animation_time = 0.0;
            style.spacing.item_spacing = egui::vec2(8.0, 0.0);
            style.spacing.scroll = scroll_bar();
        });
    }

    /// The colours in force.
    #[must_use]
    pub fn palette(&self, ctx: &Context) -> Palette {
        match ctx.theme() {
            Theme::Light => self.tokens.light,
            Theme::Dark => self.tokens.dark,
        }
    }

    /// The font of a step.
    #[must_use]
    pub fn font(&self, step: Step) -> FontId {
        let step = self.step(step);
        FontId::new(step.size, fonts::family(&step.font, step.weight))
    }

    /// The font of a step in another weight.
    #[must_use]
    pub fn font_in(&self, step: Step, family: &str, weight: u16) -> FontId {
        FontId::new(self.step(step).size, fonts::family(family, weight))
    }

    /// A text format of a step, with its line height.
    #[must_use]
    pub fn format(&self, step: Step, color: Color32) -> TextFormat {
        TextFormat {
            line_height: Some(self.line_height(step)),
            ..TextFormat::simple(self.font(step), color)
        }
    }

    /// The line height of a step, points.
    #[must_use]
    pub fn line_height(&self, step: Step) -> f32 {
        let step = self.step(step);
        (step.size * f32::from(step.line) / 1000.0).round()
    }

    const fn step(&self, step: Step) -> &Type {
        let [small, label, base, strong, sentence, title, mono] = &self.steps;
        match step {
            Step::Small => small,
            Step::Label => label,
            Step::Base => base,
            Step::Strong => strong,
            Step::Sentence => sentence,
            Step::Title => title,
            Step::Mono => mono,
        }
    }
}

/// A slim bar over the margin, always visible while there is something to scroll.
fn scroll_bar() -> ScrollStyle {
    ScrollStyle {
        bar_width: 6.0,
        floating_width: 6.0,
        floating_allocated_width: 0.0,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 1.0,
        active_handle_opacity: 1.0,
        interact_handle_opacity: 1.0,
        foreground_color: false,
        bar_outer_margin: 3.0,
        // Springing back from the end would take the last line out of view by itself.
        kinetic: KineticScrollStyle { rubber_band: false, ..KineticScrollStyle::default() },
        ..ScrollStyle::floating()
    }
}

fn visuals(mut visuals: Visuals, palette: &Palette) -> Visuals {
    visuals.panel_fill = palette.surface;
    visuals.window_fill = palette.surface;
    visuals.extreme_bg_color = palette.surface;
    visuals.faint_bg_color = palette.sunken;
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, palette.text);
    visuals.override_text_color = Some(palette.text);
    visuals.warn_fg_color = palette.warn;
    visuals.error_fg_color = palette.stop;
    let widgets = &mut visuals.widgets;
    let all = [
        (&mut widgets.noninteractive, palette.surface, palette.line),
        (&mut widgets.inactive, palette.surface, palette.line_strong),
        (&mut widgets.hovered, palette.hover, palette.line_strong),
        (&mut widgets.active, palette.hover, palette.text),
        (&mut widgets.open, palette.surface, palette.line_strong),
    ];
    for (widget, fill, edge) in all {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, edge);
        widget.fg_stroke = Stroke::new(1.0, palette.text);
        widget.corner_radius = CornerRadius::same(6);
        widget.expansion = 0.0;
    }
    // The scroll bar is drawn in the inactive fill; a hairline colour keeps it quiet and visible.
    visuals.widgets.inactive.bg_fill = palette.line;
    visuals.widgets.hovered.bg_fill = palette.line_strong;
    visuals.widgets.active.bg_fill = palette.line_strong;
    visuals
}
