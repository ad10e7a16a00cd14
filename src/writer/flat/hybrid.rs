//! Parquet's RLE / bit-packing hybrid (`Encodings.md` of parquet-format), for levels and
//! dictionary indices.

use super::varint::push_varint;

/// Values that are packed together.
const GROUP: usize = 8;

/// A run of this many groups or more is written as a run: less would not pay for its header.
const MIN_RUN_GROUPS: usize = 1;

/// Bits that the largest of `count` places needs.
#[expect(clippy::cast_possible_truncation, reason = "at most 64 bits")]
pub(super) fn bit_width(count: usize) -> u8 {
    (usize::BITS - count.saturating_sub(1).leading_zeros()) as u8
}

/// Appends the values, each of at most `width` bits.
pub(super) fn encode(values: &[u32], width: u8, out: &mut Vec<u8>) {
    let mut rest = values;
    while !rest.is_empty() {
        let run = run_length(rest);
        if run >= GROUP * MIN_RUN_GROUPS || run == rest.len() {
            push_run(rest[0], run, width, out);
            rest = &rest[run..];
        } else {
            let packed = packed_length(rest);
            push_packed(&rest[..packed], width, out);
            rest = &rest[packed..];
        }
    }
}

/// How often the first value comes in a row.
fn run_length(values: &[u32]) -> usize {
    values.iter().take_while(|&&value| value == values[0]).count()
}

/// How many values to pack: whole groups up to the next that begins a run, or all that are left.
fn packed_length(values: &[u32]) -> usize {
    let mut end = GROUP;
    while end < values.len() {
        let group = &values[end..values.len().min(end + GROUP)];
        if group.len() == GROUP && run_length(group) == GROUP {
            return end;
        }
        end += GROUP;
    }
    values.len()
}

fn push_run(value: u32, length: usize, width: u8, out: &mut Vec<u8>) {
    push_varint((length as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..usize::from(width.div_ceil(8))]);
}

/// Packs the values from the lowest bit up; the last group is filled with zeros.
fn push_packed(values: &[u32], width: u8, out: &mut Vec<u8>) {
    let groups = values.len().div_ceil(GROUP);
    push_varint((groups as u64) << 1 | 1, out);
    let end = out.len() + groups * usize::from(width);
    let (mut bits, mut held) = (0_u64, 0_u32);
    for &value in values {
        bits |= u64::from(value) << held;
        held += u32::from(width);
        while held >= 32 {
            #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
            out.extend_from_slice(&(bits as u32).to_le_bytes());
            bits >>= 32;
            held -= 32;
        }
    }
    out.extend_from_slice(&bits.to_le_bytes()[..held.div_ceil(8) as usize]);
    out.resize(end, 0);
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A reader of the format, as the specification describes it.
    fn decode(mut bytes: &[u8], width: u8, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let mut header = 0_u64;
            for shift in (0..).step_by(7) {
                let byte = bytes[0];
                bytes = &bytes[1..];
                header |= u64::from(byte & 0x7F) << shift;
                if byte < 0x80 {
                    break;
                }
            }
            let length = usize::try_from(header >> 1).unwrap();
            if header & 1 == 0 {
                let mut value = [0; 4];
                let size = usize::from(width.div_ceil(8));
                value[..size].copy_from_slice(&bytes[..size]);
                bytes = &bytes[size..];
                values.extend(std::iter::repeat_n(u32::from_le_bytes(value), length));
            } else {
                let (packed, rest) = bytes.split_at(length * usize::from(width));
                bytes = rest;
                for index in 0..length * GROUP {
                    let bit = |bit: usize| u32::from(packed[bit / 8] >> (bit % 8) & 1);
                    let first = index * usize::from(width);
                    values.push((0..usize::from(width)).map(|n| bit(first + n) << n).sum());
                }
            }
        }
        assert!(bytes.is_empty());
        values.truncate(count);
        values
    }

    proptest! {
        #[test]
        fn reads_back(
            width in 0_u8..=32,
            runs in prop::collection::vec((any::<u32>(), 1_usize..40), 0..40),
        ) {
            let mask = if width == 0 { 0 } else { u32::MAX >> (32 - width) };
            let values: Vec<_> =
                runs.iter().flat_map(|&(v, n)| std::iter::repeat_n(v & mask, n)).collect();
            let mut bytes = Vec::new();
            encode(&values, width, &mut bytes);
            prop_assert_eq!(decode(&bytes, width, values.len()), values);
        }
    }

    #[test]
    fn widths() {
        let widths = [0, 1, 2, 3, 4, 5, 8, 9, 256, 257].map(bit_width);
        assert_eq!(widths, [0, 0, 1, 2, 2, 3, 3, 4, 8, 9]);
    }
}
