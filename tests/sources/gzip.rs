//! Files that are compressed by gzip, and text in other encodings.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use parquet_blocks::job::BlockSize;
use parquet_blocks::source::{Csv, Ndjson, Opening, Source};

use super::{blocks, read, refused, rows};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_files_have_the_same_rows_in_one_member_or_several() {
    let text = b"\xEF\xBB\xBFid,name\n1,a\n2,\"b\n\"\n3,c\n";
    let plain = read(&Csv::default(), text, BlockSize::Rows(2)).unwrap();
    assert_eq!(rows(&plain.batches), [["1", "a"], ["2", "b\n"], ["3", "c"]]);
    let members = [gzip(&text[..2]), gzip(&text[2..20]), gzip(&[]), gzip(&text[20..])].concat();
    for file in [gzip(text), members] {
        let read = read(&Csv::default(), &file, BlockSize::Rows(2)).unwrap();
        assert_eq!(read.blocks, plain.blocks);
        assert_eq!(read.opened.total_bytes, plain.opened.total_bytes);
    }
    let lines =
        read(&Ndjson::default(), &gzip(b"{\"a\":1}\n{\"a\":2}"), BlockSize::Rows(9)).unwrap();
    assert_eq!(rows(&lines.batches), [["1"], ["2"]]);
}

#[test]
fn broken_gzip_files_are_refused() {
    let file = gzip(b"id,name\n1,a\n");
    for end in 20..file.len() {
        let error = refused(&Csv::default(), &file[..end]);
        let expected = "the gzip file is damaged here, or ends before its content does";
        assert!(error.ends_with(expected), "{end} {error}");
    }
    for place in 10..file.len() {
        let mut broken = file.clone();
        broken[place] ^= 0xFF;
        let error = refused(&Csv::default(), &broken);
        assert!(error.starts_with("byte ") && error.contains("gzip"), "{place} {error}");
    }
    let trailing = refused(&Csv::default(), &[&file[..], b"id"].concat());
    assert!(trailing.starts_with("byte "), "{trailing}");
}

/// What a few bytes of gzip become does not lie in memory at once.
#[test]
fn a_chunk_of_gzip_is_undone_as_far_as_a_block_needs() {
    let text = "1,abcdefgh\n".repeat(2_000_000);
    let file = gzip(text.as_bytes());
    assert!(file.len() < 200_000);
    let csv = Csv { header: Some(false), ..Csv::default() };
    let opening = Opening { bytes: &file[..1000], ..Opening::whole(&file) };
    let opening = Opening { size: Some(file.len() as u64), ..opening };
    let opened = csv.open(&opening).unwrap();
    let total = opened.total_bytes.unwrap();
    assert!(total > text.len() as u64 / 4 && total < text.len() as u64 * 4, "{total}");
    let csv = opened.spec.read().unwrap();
    let mut reader = csv.reader(&opening, BlockSize::SourceBytes(1 << 20)).unwrap();
    let blocks = blocks(&mut *reader, [&file[..]]).unwrap();
    assert_eq!(blocks.iter().map(|block| block.about.records).sum::<u64>(), 2_000_000);
    assert!(blocks.iter().all(|block| block.bytes.len() < (1 << 20) + 11));
    assert_eq!(blocks.last().unwrap().about.places[0].number, 20 * 95_326 + 1);
}

#[test]
fn text_in_other_encodings_is_refused_with_a_remedy() {
    let utf16: Vec<u8> = "id,é\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "id\n1\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let zeros = "there are zero bytes, as UTF-16 and binary files have them";
    let table: [(&[u8], &str); 6] = [
        (&[b"\xFF\xFE", &utf16[..]].concat(), "byte 1: the file is text in UTF-16"),
        (&[b"\xFE\xFF", &big[..]].concat(), "byte 1: the file is text in UTF-16"),
        (b"\xFF\xFE\0\0i\0\0\0", "byte 1: the file is text in UTF-32"),
        (&utf16, &format!("byte 2: {zeros}")),
        (&big, &format!("byte 1: {zeros}")),
        (b"n\xE4me\n1\n", "line 1: byte 0xE4 is not of a text in UTF-8"),
    ];
    for (bytes, expected) in table {
        assert_eq!(refused(&Csv::default(), bytes), expected);
    }
    let late = b"{\"a\":\"x\"}\n{\"a\":\"\xE4\"}\n";
    let expected = "line 2: byte 0xE4 is not of a text in UTF-8";
    assert_eq!(refused(&Ndjson::default(), late), expected);
}
