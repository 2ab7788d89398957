//! A CSV file as a stream of rows, whatever program wrote it.

use std::{
    cell::Cell,
    collections::HashMap,
    io::{self, Chain, Cursor, Read},
    rc::Rc,
};

use csv::{ByteRecord, ReaderBuilder};

use super::csv_cell;
use crate::base::{Error, Result, text};

/// The header has to end within so many bytes.
const HEAD: usize = 64 * 1024;
/// No row may be longer than so many bytes: a quotation mark that is never closed would swallow the whole file.
const LONGEST: usize = 8 * 1024 * 1024;

/// Rows of a file, read one by one.
pub struct Sheet<R: Read> {
    rows: csv::Reader<Metered<Chain<Cursor<Vec<u8>>, R>>>,
    meter: Rc<Meter>,
    /// Column names in lower case.
    pub columns: Rc<Columns>,
    ends: Ends,
    offset: u64,
    count: u64,
    next: Option<Result<Row>>,
    /// Whether some cell was not UTF-8 and has been read as Windows-1252.
    pub foreign: bool,
}

/// What ends a line.
#[derive(Debug, Clone, Copy)]
enum Ends {
    Lf,
    CrLf,
    Cr,
}

/// Where each column is.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

/// One row, its cells as text.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line at which it begins, the header's being 1.
    pub line: u64,
    columns: Rc<Columns>,
    cells: Vec<String>,
}

impl<R: Read> Sheet<R> {
    /// Looks at the beginning of `input` for its encoding, its separator and its header.
    pub fn open(mut input: R, known: impl Fn(&Columns) -> bool) -> Result<Self> {
        let mut head = Vec::new();
        input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || head.contains(&0) {
            return Err(unreadable("The file is not plain CSV text. Save it as “CSV UTF-8” and try again"));
        }
        let mut skip = if head.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let mut offset = 0;
        // Spreadsheets name the separator in a line of its own.
        if head[skip..].get(..4).is_some_and(|it| it.eq_ignore_ascii_case(b"sep=")) {
            skip += head[skip..].iter().position(|it| *it == b'\n').map_or(head.len() - skip, |at| at + 1);
            offset = 1;
        }
        let head = head.split_off(skip);
        if head.iter().all(u8::is_ascii_whitespace) {
            return Err(unreadable("The file is empty"));
        }
        let headers = b",;\t|".map(|separator| (separator, Columns::of(&first_row(&head, separator))));
        let widest = headers.iter().max_by_key(|(_, columns)| (known(columns), columns.names.len()));
        let separator = widest.map_or(b',', |(separator, _)| *separator);
        let ends = Ends::of(&head);
        let meter = Rc::new(Meter::default());
        let input = Metered { input: Cursor::new(head).chain(input), meter: meter.clone() };
        let mut rows = ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(HEAD)
            .from_reader(input);
        let mut header = ByteRecord::new();
        rows.read_byte_record(&mut header).map_err(broken)?;
        let columns = Rc::new(Columns::of(&header));
        let mut sheet = Self { rows, meter, columns, ends, offset, count: 0, next: None, foreign: false };
        sheet.next = sheet.read().transpose();
        Ok(sheet)
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.rows.position().byte()
    }

    /// The next row, if any. A sum at the foot is not a row.
    pub fn row(&mut self) -> Result<Option<Row>> {
        let Some(row) = self.next.take().transpose()? else { return Ok(None) };
        self.next = self.read().transpose();
        let foot = self.next.is_none() && row.is_total();
        Ok(if foot { None } else { Some(row) })
    }

    fn read(&mut self) -> Result<Option<Row>> {
        let mut record = ByteRecord::new();
        loop {
            self.meter.row.set(0);
            if !self.rows.read_byte_record(&mut record).map_err(broken)? {
                return Ok(None);
            }
            let line = self.line(&record);
            let mut cells: Vec<String> = record.iter().map(|cell| self.cell(cell)).collect();
            if cells.iter().all(|it| it.trim().is_empty()) {
                continue;
            }
            while cells.len() > self.columns.names.len() && cells.last().is_some_and(|it| it.trim().is_empty()) {
                cells.pop();
            }
            return Ok(Some(Row { line, columns: self.columns.clone(), cells }));
        }
    }

    /// The line at which `record`, just read, begins. The reader knows where it began to look for it, which may be
    /// an empty line or the second half of a line end, and where it is now.
    fn line(&mut self, record: &ByteRecord) -> u64 {
        self.count += 1;
        let began = record.position().map_or(0, csv::Position::line);
        let within = record.iter().map(|cell| cell.iter().filter(|it| **it == b'\n').count() as u64).sum::<u64>();
        let now = self.rows.position().line();
        self.offset
            + match self.ends {
                Ends::Lf => began.max(now.saturating_sub(within + 1)),
                Ends::CrLf => (began + 1).max(now.saturating_sub(within)),
                Ends::Cr => self.count + 1,
            }
    }

    fn cell(&mut self, bytes: &[u8]) -> String {
        let text = std::str::from_utf8(bytes).map(str::to_owned).unwrap_or_else(|_| {
            self.foreign = true;
            bytes.iter().map(|byte| windows_1252(*byte)).collect()
        });
        csv_cell::unescape(&text).to_owned()
    }
}

impl Ends {
    fn of(head: &[u8]) -> Self {
        match head.iter().position(|it| matches!(it, b'\r' | b'\n')) {
            Some(at) if head[at] == b'\r' && head.get(at + 1) == Some(&b'\n') => Self::CrLf,
            Some(at) if head[at] == b'\r' => Self::Cr,
            _ => Self::Lf,
        }
    }
}

impl Columns {
    fn of(header: &ByteRecord) -> Self {
        let name = |cell: &[u8]| text::line(&String::from_utf8_lossy(cell)).to_lowercase();
        let names: Vec<String> = header.iter().map(name).collect();
        let mut places = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name.clone()).or_insert(at);
        }
        Self { names, places }
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// All names, for messages.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl Row {
    /// The cell in the column of that name, trimmed; nothing if there is no such column.
    pub fn get(&self, name: &str) -> &str {
        self.columns.places.get(name).and_then(|at| self.cells.get(*at)).map_or("", |it| it.trim())
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.columns.has(name)
    }

    /// The first of several columns that has something.
    pub fn any(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.get(name)).find(|it| !it.is_empty()).unwrap_or("")
    }

    /// How many cells there are beyond the header.
    pub fn surplus(&self) -> usize {
        self.cells.len().saturating_sub(self.columns.names.len())
    }

    /// Whether it ends long before the header does, with a cell that runs over several lines.
    pub fn is_cut(&self) -> bool {
        self.cells.len() <= self.columns.names.len() / 2 && self.cells.last().is_some_and(|it| it.contains('\n'))
    }

    /// Each column's name with its cell, blank ones left out.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns
            .names
            .iter()
            .zip(&self.cells)
            .map(|(name, cell)| (&**name, cell.trim()))
            .filter(|it| !it.1.is_empty())
    }

    /// How much memory its cells take.
    pub fn weight(&self) -> usize {
        self.cells.iter().map(|it| it.len() + 24).sum()
    }

    fn is_total(&self) -> bool {
        let first = self.cells.iter().map(|it| it.trim()).find(|it| !it.is_empty()).unwrap_or("").to_lowercase();
        matches!(first.trim_end_matches(':'), "total" | "totals" | "grand total" | "sum")
            && self.cells.iter().filter(|it| !it.trim().is_empty()).count() <= self.cells.len() / 2
    }
}

/// Counts what one row takes from the input.
#[derive(Default)]
struct Meter {
    row: Cell<usize>,
}

struct Metered<R> {
    input: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let taken = self.meter.row.get() + count;
        self.meter.row.set(taken);
        if taken > LONGEST {
            return Err(io::Error::other("a row is longer than 8 MB; is a quotation mark not closed?"));
        }
        Ok(count)
    }
}

fn first_row(head: &[u8], separator: u8) -> ByteRecord {
    let mut record = ByteRecord::new();
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(head);
    // Without a header nothing is known of it, which is told later.
    let _ = reader.read_byte_record(&mut record);
    record
}

/// A byte of the code page that spreadsheets on one system write unless told otherwise.
fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn broken(cause: csv::Error) -> Error {
    let reason = format!("The file cannot be read any further: {cause}");
    unreadable(reason).because(cause)
}

/// That a file is no table, or none that can be read here.
pub fn unreadable(reason: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::of(crate::base::ErrorKind::Invalid, reason)
}
