//! Addresses of machines, as text.

use std::net::Ipv6Addr;

use super::parameters::parameters;
use super::permutation::Permutation;
use super::rng::one_of;
use super::texts::{Made, distinct_texts};
use super::words::{push_number, push_shown};
use super::{Context, Parameters};
use serde::{Deserialize, Serialize};

/// Which IP addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Of the Internet at large: they may belong to somebody.
    #[default]
    Public,
    /// Of networks at home and at work (RFC 1918, RFC 4193).
    Private,
    /// Kept for examples: they belong to nobody (RFC 5737, RFC 3849).
    Documentation,
    /// Every number that an address can be.
    Any,
}

parameters! {
    /// IPv4 address, such as `93.184.216.34`; Utf8.
    Ipv4 {
        /// Which addresses; each of them is as likely.
        scope: Scope = Scope::Public,
    }

    /// IPv6 address, such as `2a00:1f3c::7b1`, in the form of RFC 5952; Utf8.
    Ipv6 {
        /// Which addresses; public ones are of the blocks that the regional registries have.
        scope: Scope = Scope::Public,
    }

    /// MAC address of a network interface, such as `3c:22:fb:41:9a:e7`; Utf8.
    MacAddress {
        /// Only addresses that are given locally and belong to no manufacturer.
        local: bool = false,
    }
}

/// A network: its first address and how many leading bits all its addresses share.
type Network<Address> = (Address, u32);

/// Not of the Internet at large, in ascending order: IANA's registry of special-purpose IPv4
/// addresses, with multicast and what is reserved above it.
const SPECIAL: [Network<u32>; 15] = [
    (0x0000_0000, 8),
    (0x0A00_0000, 8),
    (0x6440_0000, 10),
    (0x7F00_0000, 8),
    (0xA9FE_0000, 16),
    (0xAC10_0000, 12),
    (0xC000_0000, 24),
    (0xC000_0200, 24),
    (0xC058_6300, 24),
    (0xC0A8_0000, 16),
    (0xC612_0000, 15),
    (0xC633_6400, 24),
    (0xCB00_7100, 24),
    (0xE000_0000, 4),
    (0xF000_0000, 4),
];

/// RFC 1918: 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16.
const PRIVATE: [Network<u32>; 3] = [(0x0A00_0000, 8), (0xAC10_0000, 12), (0xC0A8_0000, 16)];

/// RFC 5737: 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24.
const DOCUMENTATION: [Network<u32>; 3] = [(0xC000_0200, 24), (0xC633_6400, 24), (0xCB00_7100, 24)];

/// Addresses one after another.
#[derive(Clone, Copy)]
struct Span {
    first: u64,
    count: u64,
}

impl Span {
    fn of((first, shared): Network<u32>) -> Self {
        Self { first: first.into(), count: 1 << (32 - shared) }
    }
}

/// The addresses of a scope, in ascending order.
fn spans(scope: Scope) -> Vec<Span> {
    match scope {
        Scope::Public => between(SPECIAL.map(Span::of)),
        Scope::Private => PRIVATE.map(Span::of).into(),
        Scope::Documentation => DOCUMENTATION.map(Span::of).into(),
        Scope::Any => vec![Span { first: 0, count: 1 << 32 }],
    }
}

/// The addresses between some, of which the last is that of all.
fn between(special: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut next = 0;
    for Span { first, count } in special {
        if first > next {
            spans.push(Span { first: next, count: first - next });
        }
        next = first + count;
    }
    spans
}

/// The address at a place among those of all spans.
#[inline]
fn nth(spans: &[Span], mut place: u64) -> u64 {
    for span in spans {
        if place < span.count {
            return span.first + place;
        }
        place -= span.count;
    }
    0
}

impl Parameters for Ipv4 {
    fn column(&self, context: &Context) -> Made {
        let spans = spans(self.scope);
        let count = spans.iter().map(|span| span.count).sum();
        let places = context.numbers(context.stream(), count);
        Ok(distinct_texts(places.distinct_rows(), 14, move |row, text| {
            let address = nth(&spans, places.at(row));
            for shift in [24, 16, 8, 0] {
                push_number(text, address >> shift & 0xFF);
                if shift > 0 {
                    text.push(b'.');
                }
            }
        }))
    }
}

/// What IANA gave to the regional registries: AFRINIC, APNIC, ARIN, LACNIC, RIPE NCC.
const REGISTRIES: [Network<u128>; 5] = [
    (0x2C00 << 112, 12),
    (0x2400 << 112, 12),
    (0x2600 << 112, 12),
    (0x2800 << 112, 12),
    (0x2A00 << 112, 12),
];

fn networks(scope: Scope) -> Vec<Network<u128>> {
    match scope {
        Scope::Public => REGISTRIES.into(),
        // fd00::/8
        Scope::Private => vec![(0xFD << 120, 8)],
        // 2001:db8::/32
        Scope::Documentation => vec![(0x2001_0DB8 << 96, 32)],
        Scope::Any => vec![(0, 0)],
    }
}

impl Parameters for Ipv6 {
    fn column(&self, context: &Context) -> Made {
        let (stream, networks) = (context.stream(), networks(self.scope));
        // Every network has all lower halves.
        let order = context.order(stream, u64::MAX);
        let distinct = order.as_ref().map(Permutation::count);
        Ok(distinct_texts(distinct, 39, move |row, text| {
            let cell = stream.cell(row);
            let (first, shared) = *one_of(&networks, cell.at(0));
            let lower = order.map_or_else(|| cell.at(2), |order| order.at(row));
            let random = u128::from(cell.at(1)) << 64 | u128::from(lower);
            push_ipv6(text, first | random & u128::MAX >> shared);
        }))
    }
}

/// Appends an address. Nearly none has a group of zeros: those are left to std, which knows where
/// `::` goes.
#[inline]
fn push_ipv6(text: &mut Vec<u8>, address: u128) {
    let address = Ipv6Addr::from(address);
    let groups = address.segments();
    if groups.contains(&0) {
        return push_shown(text, address);
    }
    for (place, group) in groups.into_iter().enumerate() {
        if place > 0 {
            text.push(b':');
        }
        // 16 bits are 4 digits, but for zeros before them.
        let digits = 4 - group.leading_zeros() / 4;
        for digit in (0..digits).rev() {
            text.push(HEX[usize::from(group >> (4 * digit) & 0xF)]);
        }
    }
}

/// The digits of hexadecimal numbers.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a byte as two hexadecimal digits.
#[inline]
pub(super) fn push_hex(text: &mut Vec<u8>, byte: u8) {
    text.push(HEX[usize::from(byte >> 4)]);
    text.push(HEX[usize::from(byte & 0xF)]);
}

impl Parameters for MacAddress {
    fn column(&self, context: &Context) -> Made {
        let (stream, local) = (context.stream(), u8::from(self.local) << 1);
        let order = context.order(stream, 1 << MAC_BITS);
        let distinct = order.as_ref().map(Permutation::count);
        Ok(distinct_texts(distinct, 17, move |row, text| {
            let bits = order.map_or_else(|| stream.at(row), |order| mac_bits(order.at(row)));
            push_mac(text, bits, local);
        }))
    }
}

/// Bits of a MAC address that are free: all of 48 but the lowest two of the first byte.
const MAC_BITS: u32 = 46;

/// The free bits at their places in [`push_mac`]'s.
#[inline]
fn mac_bits(number: u64) -> u64 {
    const REST: u32 = 40;
    (number >> REST) << (u64::BITS - 6) | (number & ((1 << REST) - 1)) << 16
}

/// Appends an address of one interface (the lowest bit of the first byte is 0; IEEE 802), whose
/// second lowest bit says that it is given locally. The other bits are the upper ones of `bits`.
#[inline]
fn push_mac(text: &mut Vec<u8>, bits: u64, local: u8) {
    let [first, rest @ .., _, _] = bits.to_be_bytes();
    push_hex(text, first & !0b11 | local);
    for byte in rest {
        text.push(b':');
        push_hex(text, byte);
    }
}
