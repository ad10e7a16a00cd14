//! Every generator by its name in a recipe. A new one is one file and one line here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{BadParameter, Column, Context, Parameters};
use super::{
    binary, choice, code, colour, company, contact, file, internet, json, keys, lorem, nested,
    network, number, pattern, person, place, regex, series, template, time,
};

macro_rules! generators {
    ($($variant:ident => $module:ident::$parameters:ident,)*) => {
        /// How a column's values are made: a generator and its parameters.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
        #[cfg_attr(
            not(target_arch = "wasm32"),
            schemars(extend("examples" = [serde_json::json!({"word": {}})]))
        )]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each is described by its parameters")]
        pub enum Generator {
            $(
                #[cfg_attr(
                    not(target_arch = "wasm32"),
                    schemars(extend("family" = family(stringify!($module))))
                )]
                $variant($module::$parameters),
            )*
        }

        impl Generator {
            /// Its parameters.
            #[must_use]
            pub fn parameters(&self) -> &dyn Parameters {
                match self {
                    $(Self::$variant(parameters) => parameters,)*
                }
            }

            /// Its name in a recipe.
            #[must_use]
            pub fn name(&self) -> String {
                match self {
                    $(Self::$variant(_) => snake_case(stringify!($variant)),)*
                }
            }
        }
    };
}

generators! {
    Age => time::Age,
    Barcode => code::Barcode,
    Bic => code::Bic,
    Binary => binary::Binary,
    Boolean => number::Boolean,
    BuildingNumber => place::BuildingNumber,
    Buzzword => company::Buzzword,
    CatchPhrase => company::CatchPhrase,
    ChildKey => keys::ChildKey,
    ChildNumber => keys::ChildNumber,
    Choice => choice::Choice,
    City => place::City,
    ColourName => colour::ColourName,
    Company => company::Company,
    Country => place::Country,
    CreditCard => code::CreditCard,
    Currency => code::Currency,
    Date => time::Date,
    DateOffset => time::DateOffset,
    Decimal => number::Decimal,
    DirectoryPath => file::DirectoryPath,
    DomainName => internet::DomainName,
    Duration => time::Duration,
    Email => contact::Email,
    EventTime => keys::EventTime,
    Exponential => number::Exponential,
    FileExtension => file::FileExtension,
    FileName => file::FileName,
    FilePath => file::FilePath,
    FirstName => person::FirstName,
    Float => number::Float,
    ForeignKey => keys::ForeignKey,
    FullName => person::FullName,
    GeoPoint => place::GeoPoint,
    HexColour => colour::HexColour,
    HttpMethod => internet::HttpMethod,
    HttpStatus => internet::HttpStatus,
    Iban => code::Iban,
    Industry => company::Industry,
    Integer => number::Integer,
    Ipv4 => network::Ipv4,
    Ipv6 => network::Ipv6,
    Isbn => code::Isbn,
    JobTitle => person::JobTitle,
    JsonText => json::JsonText,
    LastName => person::LastName,
    Latitude => place::Latitude,
    LicencePlate => code::LicencePlate,
    List => nested::List,
    LocalTime => time::LocalTime,
    Longitude => place::Longitude,
    LogNormal => number::LogNormal,
    Lookup => keys::Lookup,
    MacAddress => network::MacAddress,
    Map => nested::Map,
    MimeType => internet::MimeType,
    MonthName => time::MonthName,
    NameTitle => person::NameTitle,
    Normal => number::Normal,
    Paragraph => lorem::Paragraph,
    NumberChoice => number::NumberChoice,
    Parent => keys::Parent,
    Password => internet::Password,
    Pattern => pattern::Pattern,
    Phone => contact::Phone,
    Place => place::Place,
    Poisson => number::Poisson,
    Postcode => place::Postcode,
    Profession => company::Profession,
    RandomWalk => series::RandomWalk,
    Reference => keys::Reference,
    Regex => regex::Regex,
    RgbColour => colour::RgbColour,
    Seasonal => series::Seasonal,
    SecondaryAddress => place::SecondaryAddress,
    Sentence => lorem::Sentence,
    Sequence => number::Sequence,
    State => place::State,
    Street => place::Street,
    Struct => nested::Struct,
    Template => template::Template,
    TimeOfDay => time::TimeOfDay,
    Timestamp => time::Timestamp,
    Url => internet::Url,
    UserAgent => internet::UserAgent,
    Username => contact::Username,
    Uuid => code::Uuid,
    Weekday => time::Weekday,
    Word => lorem::Word,
    Words => lorem::Words,
    Year => time::Year,
    Zipf => number::Zipf,
}

impl Generator {
    /// The column that it makes.
    ///
    /// # Errors
    /// [`BadParameter`], whose path begins with the generator's name.
    pub fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        self.parameters().column(context).map_err(|bad| bad.inside(&self.name()))
    }

    /// It and the generators inside it.
    pub(crate) fn all(&self) -> Vec<&Self> {
        let inside: Vec<_> = match self {
            Self::JsonText(object) => object.fields.iter().map(|field| &field.generator).collect(),
            Self::List(list) => vec![&*list.of],
            Self::Map(map) => vec![&*map.keys, &*map.values],
            Self::Struct(record) => record.columns.iter().map(|field| &field.generator).collect(),
            _ => Vec::new(),
        };
        [self].into_iter().chain(inside.into_iter().flat_map(Self::all)).collect()
    }
}

/// The families that people look for generators in, and the modules that are in each.
#[cfg(not(target_arch = "wasm32"))]
const FAMILIES: [(&str, &[&str]); 9] = [
    ("Numbers and booleans", &["number", "series"]),
    ("Date and time", &["time"]),
    ("Person", &["person", "contact"]),
    ("Company", &["company"]),
    ("Place", &["place"]),
    ("Internet and files", &["internet", "network", "file"]),
    ("Codes", &["code"]),
    ("Text", &["binary", "choice", "colour", "json", "lorem", "pattern", "regex", "template"]),
    ("Keys and nested values", &["keys", "nested"]),
];

/// The family of a module's generators, for the schema.
#[cfg(not(target_arch = "wasm32"))]
fn family(module: &str) -> &'static str {
    let family = FAMILIES.iter().find(|(_, modules)| modules.contains(&module));
    family.map_or("Other", |(name, _)| name)
}

/// A type's name as serde writes it.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
