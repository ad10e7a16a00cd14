//! Colours, as text.

use std::sync::Arc;

use super::choice::Picks;
use super::network::push_hex;
use super::parameters::parameters;
use super::texts::{Made, texts};
use super::words::push_number;
use super::{Context, Parameters};

parameters! {
    /// Name that a colour has in CSS, such as `rebeccapurple`; Utf8.
    ColourName {}

    /// Colour as hexadecimal digits, such as `#1f9ad3`; Utf8.
    HexColour {}

    /// Colour as shares of red, green and blue, such as `rgb(31, 154, 211)`; Utf8.
    RgbColour {}
}

impl Parameters for ColourName {
    fn column(&self, context: &Context) -> Made {
        Ok(Arc::new(Picks::evenly(context.stream(), NAMES.split_ascii_whitespace())))
    }
}

impl Parameters for HexColour {
    fn column(&self, context: &Context) -> Made {
        let stream = context.stream();
        Ok(texts(7, move |row, text| {
            text.push(b'#');
            let [red, green, blue, ..] = stream.at(row).to_be_bytes();
            for part in [red, green, blue] {
                push_hex(text, part);
            }
        }))
    }
}

impl Parameters for RgbColour {
    fn column(&self, context: &Context) -> Made {
        let stream = context.stream();
        Ok(texts(18, move |row, text| {
            let [red, green, blue, ..] = stream.at(row).to_be_bytes();
            for (before, part) in [("rgb(", red), (", ", green), (", ", blue)] {
                text.extend_from_slice(before.as_bytes());
                push_number(text, part.into());
            }
            text.push(b')');
        }))
    }
}

/// The named colours of CSS Color Module Level 4, section 6.1; of two names for one colour, such
/// as `gray` and `grey`, both.
const NAMES: &str = "
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet
    brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan
    darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta
    darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue
    darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey
    dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray
    green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush
    lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen
    lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey
    lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
    mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise
    mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive
    olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred
    papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue
    saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray
    slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
    whitesmoke yellow yellowgreen
";
