//! A generator's parameters, each declared once: its type, what it is for, and its value where a
//! recipe leaves it out.

/// Declares parameters as a recipe has them: `Name { field: Type = default, … }`.
macro_rules! parameters {
    ($(
        $(#[$about:meta])*
        $name:ident {
            $($(#[$doc:meta])* $field:ident: $type:ty = $default:expr,)*
        }
    )*) => {$(
        $(#[$about])*
        #[allow(clippy::struct_field_names, reason = "a recipe's names")]
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    )*};
}

pub(super) use parameters;
