//! Text → rows, whatever a spreadsheet made of it.

use csv::{ReaderBuilder, StringRecord, Terminator};

/// More rows than any commune has people.
const MOST_ROWS: usize = 300_000;
/// More columns than any register has.
const MOST_COLUMNS: usize = 500;
/// As much of a table as tells how it is written.
const SAMPLE: usize = 100;
/// A cell of more lines was not meant to be one: a quotation mark is missing somewhere.
const MOST_LINES: usize = 20;

/// Why a text is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is nothing in it.
    Empty,
    /// More rows than can be worked on.
    Rows,
    /// More columns than can be worked on.
    Columns,
    /// It is not text: a spreadsheet's own file, a picture.
    Binary,
}

impl Error {
    /// Stable code of this error.
    pub fn code(self) -> &'static str {
        match self {
            Error::Empty => "table.empty",
            Error::Rows => "table.rows",
            Error::Columns => "table.columns",
            Error::Binary => "table.binary",
        }
    }
}

/// What was put right while reading, to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Quotation marks did not match; they were read as any other character.
    Quotes,
    /// Some rows have more or fewer cells than others.
    Ragged,
}

impl Notice {
    /// Stable code of this notice.
    pub fn code(self) -> &'static str {
        match self {
            Notice::Quotes => "table.quotes",
            Notice::Ragged => "table.ragged",
        }
    }
}

/// What a person said of a text; what nobody said is guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `,`, `;`, tab or `|`; or a line end, where every line is one address.
    pub delimiter: Option<u8>,
    /// Whether the first row holds the names of the columns.
    pub header: Option<bool>,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    records: Vec<StringRecord>,
    width: usize,
    delimiter: u8,
    header: bool,
    notices: Vec<Notice>,
}

/// Between the lines of a text that has no columns.
pub(super) const LINES: u8 = b'\n';
/// No text has it, so no line is divided.
const NOWHERE: u8 = 0x1F;

impl Table {
    /// Reads a text. `is_address` tells a cell that holds an address.
    pub fn read(text: &str, options: Options, is_address: &dyn Fn(&str) -> bool) -> Result<Table, Error> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        // Excel's own first line, which says what divides the cells
        let (told, text) = match text.get(..5).map(str::as_bytes) {
            Some([b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', c]) => {
                (Some(*c), text.split_once('\n').map_or("", |(_, rest)| rest))
            }
            _ => (None, text),
        };
        if text.trim().is_empty() {
            return Err(Error::Empty);
        }
        if text.chars().take(2000).filter(|c| matches!(c, '\0'..='\x08' | '\x0E'..='\x1A' | '\u{FFFD}')).count() > 20 {
            return Err(Error::Binary);
        }
        let delimiter = options.delimiter.or(told).unwrap_or_else(|| sniff(text));
        let mut notices = Vec::new();
        let mut records = records(text, delimiter, true, usize::MAX)?;
        if is_torn(&records, text.as_bytes(), delimiter) {
            notices.push(Notice::Quotes);
            records = self::records(text, delimiter, false, usize::MAX)?;
        }
        let width = records.iter().map(StringRecord::len).max().unwrap_or_default();
        if width > MOST_COLUMNS {
            return Err(Error::Columns);
        }
        if records.iter().any(|r| r.len() != width) {
            notices.push(Notice::Ragged);
        }
        let header = options.header.unwrap_or_else(|| has_header(&records, is_address));
        Ok(Table { records, width, delimiter, header, notices })
    }

    /// How many rows, without the names of the columns.
    pub fn len(&self) -> usize {
        self.records.len() - usize::from(self.header).min(self.records.len())
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What divides the cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Whether the first row of the text holds the names of the columns.
    pub fn header(&self) -> bool {
        self.header
    }

    /// What was put right.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The name of a column, where it has one.
    pub fn name(&self, column: usize) -> &str {
        self.records.first().filter(|_| self.header).and_then(|r| r.get(column)).map(str::trim).unwrap_or_default()
    }

    /// A row by its number, from 0.
    pub fn row(&self, number: usize) -> Option<&StringRecord> {
        self.records.get(number + usize::from(self.header))
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &StringRecord> {
        self.records.iter().skip(usize::from(self.header))
    }
}

fn records(text: &str, delimiter: u8, quoting: bool, most: usize) -> Result<Vec<StringRecord>, Error> {
    let lines = delimiter == LINES;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quoting && !lines)
        .delimiter(if lines { NOWHERE } else { delimiter })
        .terminator(Terminator::CRLF)
        .from_reader(text.as_bytes());
    let mut all = Vec::new();
    // Reading text from memory cannot fail; a row that did would be one less
    for record in reader.records().flatten().take(most) {
        if all.len() > MOST_ROWS {
            return Err(Error::Rows);
        }
        all.push(record);
    }
    Ok(all)
}

/// Whether a quotation mark is missing, so that one cell holds what were many rows.
fn is_torn(records: &[StringRecord], text: &[u8], delimiter: u8) -> bool {
    let lines = |cell: &str| cell.bytes().filter(|b| *b == b'\n').count();
    // An open one takes in all that follows: the last cell of the last row
    let swallowed = |(i, r): (usize, &StringRecord)| {
        let last = i + 1 == records.len();
        r.iter().any(|cell| lines(cell) >= if last { 2 } else { MOST_LINES })
    };
    // Or all until the next one, which then opens nothing
    let joined = || records.iter().flatten().any(|cell| lines(cell) > 0) && is_left_open(text, delimiter);
    records.iter().enumerate().any(swallowed) || joined()
}

/// Whether more cells begin with a quotation mark than end with one.
fn is_left_open(text: &[u8], delimiter: u8) -> bool {
    let is_edge =
        |at: Option<usize>| at.and_then(|i| text.get(i)).is_none_or(|b| *b == delimiter || matches!(b, b'\n' | b'\r'));
    let (mut opened, mut closed, mut i) = (0, 0, 0);
    while i < text.len() {
        let run = text.iter().skip(i).take_while(|b| **b == b'"').count();
        // Two stand for one
        if run % 2 == 1 {
            match (is_edge(i.checked_sub(1)), is_edge(Some(i + run))) {
                (true, _) => opened += 1,
                (false, true) => closed += 1,
                (false, false) => {}
            }
        }
        i += run.max(1);
    }
    opened > closed
}

/// What divides the cells: that by which most rows have equally many of them.
fn sniff(text: &str) -> u8 {
    let mut best = (0, LINES);
    for delimiter in [b'\t', b';', b',', b'|'] {
        let Ok(sample) = records(text, delimiter, true, SAMPLE) else { continue };
        let mut counts: Vec<usize> = sample.iter().map(StringRecord::len).collect();
        counts.sort_unstable();
        let most = counts.chunk_by(|a, b| a == b).max_by_key(|c| c.len()).unwrap_or_default();
        let width = most.first().copied().unwrap_or_default();
        if width < 2 || delimiter == b',' && is_prose(text, &sample) {
            continue;
        }
        // Of those that fit all rows alike, the one with the most columns
        let weight = most.len() * 1000 / sample.len().max(1) * 1000 + width.min(999);
        if weight > best.0 {
            best = (weight, delimiter);
        }
    }
    best.1
}

/// Whether commas stand as they do in a sentence: no list of values has a blank behind nearly all of them.
fn is_prose(text: &str, sample: &[StringRecord]) -> bool {
    let cells = || sample.iter().flat_map(|r| r.iter().skip(1));
    let spaced = cells().filter(|cell| cell.starts_with(' ')).count();
    !text.contains('"') && spaced * 10 > cells().count() * 8
}

/// Words that name a column and are no part of an address.
const NAMES: &[&str] = &[
    "stt",
    "tt",
    "so thu tu",
    "id",
    "ma",
    "ten",
    "ho ten",
    "ho va ten",
    "dia chi",
    "address",
    "name",
    "no",
    "ghi chu",
    "xa",
    "phuong",
    "quan",
    "huyen",
    "tinh",
    "thanh pho",
    "ward",
    "district",
    "province",
    "street",
    "duong",
    "so nha",
    "cccd",
    "cmnd",
    "dien thoai",
    "phone",
    "email",
    "ngay sinh",
    "noi o",
    "thuong tru",
    "que quan",
];

/// Whether the first row names the columns.
fn has_header(records: &[StringRecord], is_address: &dyn Fn(&str) -> bool) -> bool {
    let Some(first) = records.first() else { return false };
    if first.iter().any(|cell| is_address(cell) && cell.bytes().any(|b| b.is_ascii_digit() || b == b',')) {
        return false;
    }
    let is_name = |cell: &str| {
        let cell = crate::text::fold(cell);
        NAMES.iter().any(|name| cell == *name || cell.starts_with(name) && !cell.bytes().any(|b| b.is_ascii_digit()))
    };
    let named = first.iter().filter(|cell| is_name(cell)).count();
    let plain = |r: &StringRecord| r.iter().all(|c| !c.bytes().any(|b| b.is_ascii_digit()));
    // Names in words that are not known: no address in the first row, one in nearly all others
    let addresses = |r: &StringRecord| r.iter().any(is_address);
    let rest = || records.iter().skip(1).take(SAMPLE);
    let mostly = rest().filter(|r| addresses(r)).count() * 2 > rest().count();
    named > 0 && !(records.len() == 1 && addresses(first)) || plain(first) && !addresses(first) && mostly
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Table {
        Table::read(text, Options::default(), &|cell| cell.contains("Quận")).expect("a table")
    }

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        table.rows().map(|r| r.iter().collect()).collect()
    }

    #[test]
    fn what_divides_the_cells_is_seen() {
        for (text, delimiter) in [
            ("stt,dia chi\r\n1,\"12 A, Quận 1\"\r\n2,\"13 B, Quận 2\"\r\n", b','),
            ("stt;địa chỉ\n1;12 A, Quận 1\n2;13 B, Quận 2\n", b';'),
            ("stt\tđịa chỉ\n1\t12 A, Quận 1\n2\t13 B; Quận 2\n", b'\t'),
            ("sep=|\nstt|địa chỉ\n1|12 A, Quận 1\n2|13 B, Quận 2", b'|'),
        ] {
            let table = read(text);
            assert_eq!(
                (table.delimiter(), table.header(), table.len(), table.width()),
                (delimiter, true, 2, 2),
                "{text}"
            );
            assert!(table.row(1).is_some_and(|r| r[0] == *"2" && r[1].starts_with("13 B")));
        }
        let lines = read("12 A, Phường B, Quận 1\n13 B, Quận 2, Hà Nội\n");
        assert_eq!((lines.delimiter(), lines.header(), lines.width()), (LINES, false, 1));
    }

    #[test]
    fn quotes_line_ends_and_marks_of_the_encoding() {
        let table = read("\u{FEFF}tên,địa chỉ\r\n\"Bà \"\"Tư\"\"\",\"12 A\nQuận 1\"\r\n\r\nÔng Năm,Quận 5");
        assert_eq!(cells(&table), [["Bà \"Tư\"", "12 A\nQuận 1"], ["Ông Năm", "Quận 5"]]);
        assert!(table.notices().is_empty());
        let old_mac = read("a,b\rc,Quận 1\rd,Quận 2");
        assert_eq!(old_mac.len() + usize::from(old_mac.header()), 3);
    }

    #[test]
    fn a_missing_quotation_mark_costs_no_row() {
        let mut text = String::from("stt,địa chỉ\n1,\"12 A, Quận 1\n");
        for i in 2..40 {
            text += &format!("{i},Quận {i}\n");
        }
        let table = read(&text);
        assert_eq!(table.len(), 39);
        assert!(table.notices().contains(&Notice::Quotes));
        assert!(table.row(38).is_some_and(|r| r[1] == *"Quận 39"));
    }

    #[test]
    fn a_mark_that_closes_where_none_is_open_is_a_letter() {
        let mut text = String::from("stt,địa chỉ\n1,\"12 A, Quận 1\n");
        for i in 2..40 {
            text += &format!("{i},\"{i} B, Quận {i}\"\n");
        }
        let table = read(&text);
        assert_eq!((table.len(), table.notices().contains(&Notice::Quotes)), (39, true));
        for sound in [
            "a,b\n1,\"x\ny\"\n2,5\"\n",
            "a,b\n\"\",\"x\ny\"\n",
            "a,b\n\"he said,\"\"hi\"\"\",\"x\ny\"\n",
            "a,b\n\"\"\"x\"\"\",\"\ny\"",
        ] {
            assert!(!read(sound).notices().contains(&Notice::Quotes), "{sound}");
        }
    }

    #[test]
    fn rows_of_any_length_and_names_of_columns() {
        let table = read("stt,địa chỉ,ghi chú\n1,Quận 1\n2,Quận 2,x,y\n");
        assert_eq!((table.width(), table.name(1), table.name(3)), (4, "địa chỉ", ""));
        assert!(table.notices().contains(&Notice::Ragged));
        assert!(!read("1,Quận 1\n2,Quận 2\n").header());
        assert!(read("cột một,cột hai\n1,Quận 1\n2,Quận 2\n").header());
        let told = Options { header: Some(false), delimiter: Some(b',') };
        assert_eq!(Table::read("stt,x\n1,2", told, &|_| false).map(|t| t.len()), Ok(2));
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let read = |text: &str| Table::read(text, Options::default(), &|_| false).map(|t| t.len());
        assert_eq!(read(" \n\n"), Err(Error::Empty));
        assert_eq!(read(""), Err(Error::Empty));
        assert_eq!(read(&"PK\u{3}\u{4}\0\0\u{FFFD}".repeat(20)), Err(Error::Binary));
        assert_eq!(read(&"a\n".repeat(MOST_ROWS + 10)), Err(Error::Rows));
        assert_eq!(read(&"a,".repeat(MOST_COLUMNS + 10)), Err(Error::Columns));
    }

    proptest! {
        #[test]
        fn any_text_is_a_table_or_an_error(text in "[a\",;\t\r\n|=Q ]{0,200}", odd in any::<String>()) {
            for t in [text, odd] {
                if let Ok(table) = Table::read(&t, Options::default(), &|c| c.contains('Q')) {
                    prop_assert!(table.rows().all(|r| r.len() <= table.width()));
                    prop_assert_eq!(table.rows().count(), table.len());
                }
            }
        }
    }
}
