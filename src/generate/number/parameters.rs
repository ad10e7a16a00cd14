//! The parameters that say how numbers are stored, which all that make them have.

/// Declares the parameters of numbers, as [`parameters!`](crate::generate::parameters), with those
/// that say how they are stored.
macro_rules! numbers {
    ($(
        $(#[$about:meta])*
        $name:ident {
            $($(#[$doc:meta])* $field:ident: $type:ty = $default:expr,)*
        }
    )*) => {
        $crate::generate::parameters::parameters! {$(
            $(#[$about])*
            $name {
                $($(#[$doc])* $field: $type = $default,)*
                /// The Arrow type of the values.
                r#type: $crate::generate::number::NumberType =
                    $crate::generate::number::NumberType::Float64,
                /// Digits in all, up to 38; of decimals. Behind the first 15 they are those of a
                /// float of 64 bits.
                #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 38)))]
                precision: u8 = 18,
                /// Digits after the point: decimals have 2 when it is left out, and floats are not
                /// rounded. Whole numbers have none.
                #[cfg_attr(not(target_arch = "wasm32"), schemars(range(max = 38)))]
                #[serde(skip_serializing_if = "Option::is_none")]
                scale: Option<u8> = None,
            }
        )*}

        $(impl $name {
            fn form(
                &self,
                low: Option<f64>,
                high: Option<f64>,
            ) -> std::result::Result<
                $crate::generate::number::Form,
                $crate::generate::BadParameter,
            > {
                $crate::generate::number::Form::new(self.r#type, self.precision, self.scale)?
                    .between(low, high)
            }
        })*
    };
}

pub(in crate::generate) use numbers;
