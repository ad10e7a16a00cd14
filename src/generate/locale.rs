//! Locales, and the word lists that the `fake` crate has for each.

use fake::locales::{
    AR_SA, CY_GB, DE_DE, Data, EN, FA_IR, FR_FR, IT_IT, JA_JP, NL_NL, PT_BR, PT_PT, TR_TR, ZH_CN,
    ZH_TW,
};
use serde::{Deserialize, Serialize};

macro_rules! locales {
    ($($(#[$doc:meta])* $locale:ident = $data:ident,)*) => {
        /// Language and country of words. Where a locale has no list of its own, the words are
        /// those of `en`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Locale {
            $($(#[$doc])* $locale,)*
        }

        impl Locale {
            /// Every locale.
            pub const ALL: &[Self] = &[$(Self::$locale,)*];

            /// Its word lists.
            pub(super) fn lists(self) -> Lists {
                match self {
                    $(Self::$locale => Lists::of::<$data>(),)*
                }
            }
        }
    };
}

locales! {
    /// English.
    #[default]
    En = EN,
    /// Arabic, Saudi Arabia.
    ArSa = AR_SA,
    /// Welsh, United Kingdom.
    CyGb = CY_GB,
    /// German, Germany.
    DeDe = DE_DE,
    /// Persian, Iran.
    FaIr = FA_IR,
    /// French, France.
    FrFr = FR_FR,
    /// Italian, Italy.
    ItIt = IT_IT,
    /// Japanese, Japan.
    JaJp = JA_JP,
    /// Dutch, Netherlands.
    NlNl = NL_NL,
    /// Portuguese, Brazil.
    PtBr = PT_BR,
    /// Portuguese, Portugal.
    PtPt = PT_PT,
    /// Turkish, Türkiye.
    TrTr = TR_TR,
    /// Chinese, China: simplified characters.
    ZhCn = ZH_CN,
    /// Chinese, Taiwan: traditional characters.
    ZhTw = ZH_TW,
}

macro_rules! lists {
    ($($list:ident: $words:expr,)*) => {
        /// The word lists of a locale; a template is a list of one.
        pub(super) struct Lists {
            $(pub(super) $list: List,)*
        }

        impl Lists {
            fn of<L: Data>() -> Self {
                Self { $($list: List::new($words),)* }
            }
        }
    };
}

lists! {
    first_names: L::NAME_FIRST_NAME,
    last_names: L::NAME_LAST_NAME,
    titles: L::NAME_TITLE,
    suffixes: L::NAME_SUFFIX,
    name: const { &[L::NAME_TPL] },
    titled_name: const { &[L::NAME_WITH_TITLE_TPL] },
    seniorities: L::JOB_SENIORITY,
    job_fields: L::JOB_FIELD,
    positions: L::JOB_POSITION,
    job: const { &[L::JOB_TITLE_TPL] },
    phones: L::PHONE_NUMBER_FORMATS,
    cells: L::PHONE_CELL_NUMBER_FORMATS,
    mail_providers: L::INTERNET_FREE_EMAIL_PROVIDER,
    domain_suffixes: L::INTERNET_DOMAIN_SUFFIX,
    city: const { &[L::ADDRESS_CITY_TPL] },
    prefixed_city: const { &[L::ADDRESS_CITY_WITH_PREFIX_TPL] },
    city_prefixes: L::ADDRESS_CITY_PREFIX,
    city_suffixes: L::ADDRESS_CITY_SUFFIX,
    street: const { &[L::ADDRESS_STREET_TPL] },
    street_suffixes: L::ADDRESS_STREET_SUFFIX,
    building_numbers: L::ADDRESS_BUILDING_NUMBER_FORMATS,
    units: L::ADDRESS_SECONDARY_ADDR_TYPE,
    postcodes: postcodes::<L>(),
    states: L::ADDRESS_STATE,
    state_codes: L::ADDRESS_STATE_ABBR,
    countries: L::ADDRESS_COUNTRY,
    company_suffixes: L::COMPANY_SUFFIX,
    companies: L::COMPANY_NAME_TPLS,
    buzzwords: L::COMPANY_BUZZWORD_HEAD,
    buzzword_middles: L::COMPANY_BUZZWORD_MIDDLE,
    buzzword_tails: L::COMPANY_BUZZWORD_TAIL,
    catch_phrase: const { &[L::COMPANY_CATCH_PHASE_TPL] },
    industries: L::COMPANY_INDUSTRY,
    professions: L::COMPANY_PROFESSION,
    words: L::LOREM_WORD,
}

/// The formats of postcodes; those of ZIP codes where a locale has only these of its own.
fn postcodes<L: Data>() -> &'static [&'static str] {
    let (postcodes, zip_codes) = (L::ADDRESS_POSTCODE_FORMATS, L::ADDRESS_ZIP_FORMATS);
    let has_postcodes = postcodes != EN::ADDRESS_POSTCODE_FORMATS;
    if has_postcodes || zip_codes == EN::ADDRESS_ZIP_FORMATS { postcodes } else { zip_codes }
}

/// Words of the `fake` crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List(&'static [&'static str]);

impl List {
    /// A list that is not empty.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self(words)
    }

    /// The words, without white space around them: one in the crate has a tab at its end.
    pub(super) fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|word| word.trim())
    }

    /// The only word, of a list that has one.
    pub(super) fn only(self) -> &'static str {
        self.0.first().copied().unwrap_or_default()
    }
}
