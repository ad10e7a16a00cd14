//! A chart's colours.

use plotters::style::RGBColor;

/// Colours for a light page or a dark one, as `www/style.css` has them.
pub(super) struct Palette {
    pub back: RGBColor,
    pub text: RGBColor,
    pub grid: RGBColor,
    lines: [RGBColor; 4],
}

const LIGHT: Palette = Palette {
    back: RGBColor(0xFF, 0xFF, 0xFF),
    text: RGBColor(0x1B, 0x25, 0x30),
    grid: RGBColor(0xD4, 0xDB, 0xE2),
    lines: [
        RGBColor(0x0F, 0x5E, 0x8C),
        RGBColor(0xB3, 0x26, 0x1E),
        RGBColor(0x1D, 0x6B, 0x35),
        RGBColor(0x8A, 0x5A, 0x00),
    ],
};

const DARK: Palette = Palette {
    back: RGBColor(0x1A, 0x21, 0x28),
    text: RGBColor(0xE4, 0xE9, 0xEE),
    grid: RGBColor(0x31, 0x3B, 0x45),
    lines: [
        RGBColor(0x6F, 0xB7, 0xE6),
        RGBColor(0xFF, 0x9A, 0x91),
        RGBColor(0x7F, 0xD4, 0x9A),
        RGBColor(0xF0, 0xB9, 0x5A),
    ],
};

impl Palette {
    /// The one for a page.
    pub fn of(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    /// The colours of lines, again and again.
    pub fn lines(&self) -> impl Iterator<Item = &RGBColor> {
        self.lines.iter().cycle()
    }
}
