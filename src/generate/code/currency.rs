//! Currencies.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::generate::choice::Picks;
use crate::generate::{BadParameter, Column, Context, Parameters};

/// Currency by its code such as `EUR`, its name or its symbol; Utf8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Currency {
    /// What is shown of it.
    pub show: Shown,
    /// Columns of the same currency agree with each other.
    pub currency: String,
}

/// What is shown of a currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Its three letters: `EUR`.
    #[default]
    Code,
    /// Its English name: `Euro`.
    Name,
    /// Its sign: `€`.
    Symbol,
}

impl Default for Currency {
    fn default() -> Self {
        Self { show: Shown::Code, currency: "currency".into() }
    }
}

/// Codes and names of ISO 4217, and the signs that people write.
const CURRENCIES: &[[&str; 3]] = &[
    ["AED", "UAE Dirham", "د.إ"],
    ["ARS", "Argentine Peso", "AR$"],
    ["AUD", "Australian Dollar", "A$"],
    ["BDT", "Bangladeshi Taka", "৳"],
    ["BRL", "Brazilian Real", "R$"],
    ["CAD", "Canadian Dollar", "C$"],
    ["CHF", "Swiss Franc", "Fr."],
    ["CLP", "Chilean Peso", "CL$"],
    ["CNY", "Chinese Yuan", "CN¥"],
    ["COP", "Colombian Peso", "CO$"],
    ["CZK", "Czech Koruna", "Kč"],
    ["DKK", "Danish Krone", "kr."],
    ["EGP", "Egyptian Pound", "E£"],
    ["EUR", "Euro", "€"],
    ["GBP", "Pound Sterling", "£"],
    ["GHS", "Ghanaian Cedi", "₵"],
    ["HKD", "Hong Kong Dollar", "HK$"],
    ["HUF", "Hungarian Forint", "Ft"],
    ["IDR", "Indonesian Rupiah", "Rp"],
    ["ILS", "Israeli New Shekel", "₪"],
    ["INR", "Indian Rupee", "₹"],
    ["ISK", "Icelandic Króna", "kr"],
    ["JPY", "Japanese Yen", "¥"],
    ["KES", "Kenyan Shilling", "KSh"],
    ["KRW", "South Korean Won", "₩"],
    ["KZT", "Kazakhstani Tenge", "₸"],
    ["MAD", "Moroccan Dirham", "DH"],
    ["MXN", "Mexican Peso", "MX$"],
    ["MYR", "Malaysian Ringgit", "RM"],
    ["NGN", "Nigerian Naira", "₦"],
    ["NOK", "Norwegian Krone", "kr"],
    ["NZD", "New Zealand Dollar", "NZ$"],
    ["PEN", "Peruvian Sol", "S/"],
    ["PHP", "Philippine Peso", "₱"],
    ["PKR", "Pakistani Rupee", "Rs"],
    ["PLN", "Polish Zloty", "zł"],
    ["RON", "Romanian Leu", "lei"],
    ["RSD", "Serbian Dinar", "RSD"],
    ["SAR", "Saudi Riyal", "SR"],
    ["SEK", "Swedish Krona", "kr"],
    ["SGD", "Singapore Dollar", "S$"],
    ["THB", "Thai Baht", "฿"],
    ["TRY", "Turkish Lira", "₺"],
    ["TWD", "New Taiwan Dollar", "NT$"],
    ["UAH", "Ukrainian Hryvnia", "₴"],
    ["USD", "US Dollar", "$"],
    ["VND", "Vietnamese Dong", "₫"],
    ["ZAR", "South African Rand", "R"],
];

impl Parameters for Currency {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let shown = CURRENCIES.iter().map(|[code, name, symbol]| match self.show {
            Shown::Code => *code,
            Shown::Name => *name,
            Shown::Symbol => *symbol,
        });
        Ok(Arc::new(Picks::evenly(context.shared(&self.currency), shown)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{as_texts, counts, table, unevenness};

    #[test]
    fn code_name_and_symbol_agree() {
        let show = |show: &str| format!(r#"{{"currency": {{"show": "{show}"}}}}"#);
        let (code, name, symbol) = (show("code"), show("name"), show("symbol"));
        let columns = [("code", &code[..]), ("name", &name), ("symbol", &symbol)];
        let batch = table(&columns, 10_000);
        let [codes, names, symbols] = [0, 1, 2].map(|n| as_texts(&batch.columns()[n].values));
        for ((code, name), symbol) in codes.iter().zip(&names).zip(&symbols) {
            assert!(CURRENCIES.contains(&[code, name, symbol]), "{code} {name} {symbol}");
        }
        let counts = counts(&codes);
        assert_eq!(counts.len(), CURRENCIES.len());
        let off = unevenness(&counts);
        assert!(off < 2.0, "{off}");
    }

    #[test]
    fn codes_are_iso_4217_and_come_once() {
        assert!(CURRENCIES.is_sorted_by(|a, b| a[0] < b[0]));
        assert!(CURRENCIES.iter().all(|[code, ..]| {
            code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
        }));
    }
}
