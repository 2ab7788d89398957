//! A small file in MaxMind's format, version 2.0, as its public description tells (maxmind.github.io/MaxMind-DB): a
//! binary tree over the bits of addresses, sixteen zeroes, the records, and what the file says of itself.

use std::net::IpAddr;

/// A value of a record.
pub enum Value<'a> {
    Text(&'a str),
    Map(Vec<(&'a str, Value<'a>)>),
    Short(u16),
    Long(u32),
    Huge(u64),
    List(Vec<Value<'a>>),
}

const TEXT: u8 = 2;
const SHORT: u8 = 5;
const LONG: u8 = 6;
const MAP: u8 = 7;
const HUGE: u8 = 9;
const LIST: u8 = 11;

#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    Record(usize),
}

/// A file in which each network, as an address and the length of its prefix, has a record.
pub fn file(kind: &str, networks: &[(&str, u8, Value<'_>)]) -> Vec<u8> {
    let mut tree = vec![[Branch::Nothing; 2]];
    let mut records = Vec::new();
    for (address, length, value) in networks {
        let (bits, length) = match address.parse().unwrap() {
            // Addresses of version 4 lie below ::/96.
            IpAddr::V4(it) => (u128::from(u32::from(it)), usize::from(*length) + 96),
            IpAddr::V6(it) => (u128::from(it), usize::from(*length)),
        };
        let mut at = 0;
        for depth in 0..length {
            let side = usize::from(bits >> (127 - depth) & 1 == 1);
            if depth + 1 == length {
                tree[at][side] = Branch::Record(records.len());
            } else if let Branch::Node(next) = tree[at][side] {
                at = next;
            } else {
                tree.push([Branch::Nothing; 2]);
                let next = tree.len() - 1;
                tree[at][side] = Branch::Node(next);
                at = next;
            }
        }
        write(&mut records, value);
    }
    let number = |branch| match branch {
        Branch::Node(node) => node,
        Branch::Nothing => tree.len(),
        Branch::Record(offset) => tree.len() + 16 + offset,
    };
    let sides = tree.iter().flatten().flat_map(|it| u32::try_from(number(*it)).unwrap().to_be_bytes());
    let mut file: Vec<u8> = sides.collect();
    file.extend([0; 16]);
    file.extend(records);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    let about = Value::Map(vec![
        ("binary_format_major_version", Value::Short(2)),
        ("binary_format_minor_version", Value::Short(0)),
        ("build_epoch", Value::Huge(1_780_000_000)),
        ("database_type", Value::Text(kind)),
        ("description", Value::Map(vec![("en", Value::Text("Made up for tests"))])),
        ("ip_version", Value::Short(6)),
        ("languages", Value::List(vec![Value::Text("en")])),
        ("node_count", Value::Long(u32::try_from(tree.len()).unwrap())),
        ("record_size", Value::Short(32)),
    ]);
    write(&mut file, &about);
    file
}

/// A city of a country, as files of cities have it.
pub fn city<'a>(city: &'a str, code: &'a str, country: &'a str) -> Value<'a> {
    let named = |name| Value::Map(vec![("en", Value::Text(name))]);
    Value::Map(vec![
        ("city", Value::Map(vec![("names", named(city))])),
        ("country", Value::Map(vec![("iso_code", Value::Text(code)), ("names", named(country))])),
    ])
}

fn write(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        Value::Text(text) => {
            head(out, TEXT, text.len());
            out.extend(text.bytes());
        }
        Value::Map(entries) => {
            head(out, MAP, entries.len());
            for (name, value) in entries {
                write(out, &Value::Text(name));
                write(out, value);
            }
        }
        Value::List(entries) => {
            head(out, LIST, entries.len());
            entries.iter().for_each(|it| write(out, it));
        }
        Value::Short(it) => number(out, SHORT, &it.to_be_bytes()),
        Value::Long(it) => number(out, LONG, &it.to_be_bytes()),
        Value::Huge(it) => number(out, HUGE, &it.to_be_bytes()),
    }
}

fn number(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    head(out, kind, bytes.len());
    out.extend(bytes);
}

/// Three bits of the kind and five of the size; kinds above 7 stand in a byte of their own.
fn head(out: &mut Vec<u8>, kind: u8, size: usize) {
    assert!(size < 285, "nothing here is longer");
    let (short, long) = if size < 29 { (u8::try_from(size).unwrap(), None) } else { (29, Some(size - 29)) };
    if kind <= 7 {
        out.push(kind << 5 | short);
    } else {
        out.extend([short, kind - 7]);
    }
    out.extend(long.map(|it| u8::try_from(it).unwrap()));
}
