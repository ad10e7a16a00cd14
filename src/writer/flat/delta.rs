//! `DELTA_BINARY_PACKED` (`Encodings.md` of parquet-format): differences of integers, in as few
//! bits as they need.

use super::varint::{push_varint, push_zigzag};

/// Values of a block, and of each of the miniblocks that have a bit width of their own.
const BLOCK: usize = 128;
const MINIBLOCK: usize = 32;

/// Appends the values. Those of an INT32 column are given as i64; their differences wrap in 32
/// bits, as readers add them.
pub(super) fn encode(values: &[i64], is_int32: bool, out: &mut Vec<u8>) {
    push_varint(BLOCK as u64, out);
    push_varint((BLOCK / MINIBLOCK) as u64, out);
    push_varint(values.len() as u64, out);
    push_zigzag(values.first().copied().unwrap_or(0), out);
    let mut before = values.first().copied().unwrap_or(0);
    let mut deltas = [0_i64; BLOCK];
    for block in values.get(1..).unwrap_or_default().chunks(BLOCK) {
        for (delta, &value) in deltas.iter_mut().zip(block) {
            let difference = value.wrapping_sub(before);
            #[expect(clippy::cast_possible_truncation, reason = "wraps, as said")]
            let wrapped = if is_int32 { i64::from(difference as i32) } else { difference };
            *delta = wrapped;
            before = value;
        }
        push_block(&deltas[..block.len()], out);
    }
}

fn push_block(deltas: &[i64], out: &mut Vec<u8>) {
    let least = deltas.iter().copied().min().unwrap_or(0);
    push_zigzag(least, out);
    let above = |delta: i64| delta.wrapping_sub(least).cast_unsigned();
    let widths_at = out.len();
    // A miniblock without values has the width 0, and no bytes.
    out.resize(widths_at + BLOCK / MINIBLOCK, 0);
    for (index, miniblock) in deltas.chunks(MINIBLOCK).enumerate() {
        let all = miniblock.iter().fold(0, |bits, &delta| bits | above(delta));
        let width = u64::BITS - all.leading_zeros();
        #[expect(clippy::cast_possible_truncation, reason = "at most 64")]
        let byte = width as u8;
        out[widths_at + index] = byte;
        push_packed(miniblock.iter().map(|&delta| above(delta)), width, out);
    }
}

/// Packs the values of a miniblock from the lowest bit up; those that it lacks are zeros.
fn push_packed(values: impl Iterator<Item = u64>, width: u32, out: &mut Vec<u8>) {
    let end = out.len() + MINIBLOCK * width as usize / 8;
    let (mut bits, mut held) = (0_u64, 0_u32);
    for value in values {
        bits |= value << held;
        held += width;
        if held >= u64::BITS {
            out.extend_from_slice(&bits.to_le_bytes());
            held -= u64::BITS;
            // What did not fit; nothing where all of the value did.
            bits = value.checked_shr(width - held).unwrap_or(0);
        }
    }
    out.extend_from_slice(&bits.to_le_bytes()[..held.div_ceil(8) as usize]);
    out.resize(end, 0);
}
