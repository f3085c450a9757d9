//! Tables as they are pasted: a line of headings and a person in each line below, headings in the first column and a person
//! in each column, and the text of an ID card's QR.

use super::name::{Because, name};
use super::place::place;
use super::scan::{Act, Scan, Step, Who, kin_at};
use super::token::{Kind, Tokens};
use super::value::{Read, value};
use super::words::{What, words};
use crate::{text::clean, value::Value};

/// Tokens of one cell.
type Cell = (usize, usize);

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Of(&'static str),
    Relation,
    /// Something that is not asked for.
    Other,
}

/// Cells beyond these are not read.
const MOST_COLUMNS: usize = 30;

/// Finds the tables; what they hold is taken, cells of no interest too.
pub(super) fn read(scan: &mut Scan<'_, '_>) {
    let tokens = scan.tokens;
    let mut lines: Vec<Cell> = Vec::new();
    let mut start = 0;
    for i in 0..=tokens.len() {
        if tokens.is_line(i) {
            lines.push((start, i));
            start = i + 1;
        }
    }
    let mut rows = 0;
    let mut n = 0;
    while n < lines.len() {
        n = card(scan, lines[n], &mut rows)
            .then_some(n + 1)
            .or_else(|| headed(scan, &lines, n, &mut rows))
            .or_else(|| transposed(scan, &lines, n, &mut rows))
            .unwrap_or(n + 1);
    }
}

fn cells(tokens: &Tokens<'_>, line: Cell, separator: char) -> Vec<Cell> {
    let mut all = Vec::new();
    let mut start = line.0;
    for i in line.0..=line.1 {
        // A hyphen parts where blanks stand around it.
        let gap = |i: usize| tokens.get(i).is_some_and(|t| t.gap);
        if i == line.1 || tokens.is(i, separator) && (separator != '-' || gap(i) && gap(i + 1)) {
            all.push((start, i));
            start = i + 1;
            if all.len() > MOST_COLUMNS {
                return Vec::new();
            }
        }
    }
    if separator == '|' {
        // "| a | b |".
        if all.len() > 2 && all[0].0 == all[0].1 {
            all.remove(0);
        }
        if all.len() > 2 && all.last().is_some_and(|c| c.0 == c.1) {
            all.pop();
        }
    }
    all
}

/// The separator of a line: the first that parts it in two.
fn separator(tokens: &Tokens<'_>, line: Cell) -> Option<char> {
    ['\t', '|', ';', ',', '-'].into_iter().find(|s| (line.0..line.1.min(line.0 + 200)).any(|i| tokens.is(i, *s)))
}

/// What the words of a heading say, if they are all of it.
fn heading(tokens: &Tokens<'_>, cell: Cell) -> Option<Column> {
    let (from, to) = cell;
    let found = words().all(tokens, from).find_map(|(what, end)| {
        let mut end = end;
        // "SĐT (Zalo)", "Ngày sinh *".
        while end < to && matches!(tokens.get(end).map(|t| t.kind), Some(Kind::Sign('(' | ')' | '*' | '.' | ':'))) {
            end += 1;
        }
        (end >= to).then_some(match what {
            What::Label(attribute) => Some(Column::Of(attribute)),
            What::RelationTo => Some(Column::Relation),
            _ => None,
        })
    });
    // "Họ tên học sinh": whoever the line is about; of all else a word more makes it another thing.
    let named = || {
        words().all(tokens, from).find_map(|(what, end)| (what == What::Label("person.name")).then_some(end)).filter(
            |end| end - from >= 2 && to - end <= 2 && (*end..to).all(|i| tokens.get(i).is_some_and(|t| t.word())),
        )
    };
    found.flatten().or_else(|| named().map(|_| Column::Of("person.name")))
}

/// The value of a cell, if it is one of the column's attribute.
fn cell_value(scan: &Scan<'_, '_>, column: &'static str, cell: Cell) -> Option<Read> {
    let tokens = scan.tokens;
    let (from, to) = cell;
    if matches!(
        column,
        "person.address.residence" | "person.address.current" | "person.hometown" | "person.birth.place"
    ) {
        let read = place(tokens, from, false, |i| i >= to)?;
        let fits = read.likely() || (from..to).any(|i| tokens.is(i, ','));
        let span = tokens.span(from, read.end);
        let text = clean(tokens.text.get(span.0..span.1)?);
        return fits.then(|| Read {
            attribute: column,
            span,
            value: Value::Text(text.as_str().into()),
            sure: read.certain(),
        });
    }
    let read = value(tokens, column, from)?;
    (tokens.at(read.span.1) <= to).then_some(read)
}

fn put(scan: &mut Scan<'_, '_>, column: &'static str, cell: Cell, who: Who) {
    let (from, to) = cell;
    if from >= to {
        return;
    }
    if column == "person.name" {
        if let Some((end, sure)) = name(scan.tokens, from, Because::Label).filter(|(end, _)| *end <= to) {
            let act = Act::Name { sure, who, also: None, aside: false, signed: false };
            scan.steps.push(Step { from, to: end, act, title: None });
        }
    } else if let Some(read) = cell_value(scan, column, cell) {
        scan.push_value(read, who, true);
    }
}

/// A line of headings, and the lines below it.
fn headed(scan: &mut Scan<'_, '_>, lines: &[Cell], n: usize, rows: &mut usize) -> Option<usize> {
    let tokens = scan.tokens;
    let sign = separator(tokens, lines[n])?;
    let heads = cells(tokens, lines[n], sign);
    let columns: Vec<Column> = heads.iter().map(|c| heading(tokens, *c).unwrap_or(Column::Other)).collect();
    let known = columns.iter().filter(|c| **c != Column::Other).count();
    if known < 2
        || sign == ',' && known < 3
        || matches!(sign, ',' | '-') && known < columns.len()
        || known * 2 < columns.len()
        || !columns.contains(&Column::Of("person.name"))
    {
        return None;
    }
    let mut at = n + 1;
    let mut any = false;
    while at < lines.len() {
        let line = lines[at];
        // "|---|---|".
        if sign == '|'
            && (line.0..line.1).all(|i| tokens.is(i, '|') || tokens.is(i, '-') || tokens.is(i, ':'))
            && line.0 < line.1
        {
            at += 1;
            continue;
        }
        let row = cells(tokens, line, sign);
        if row.len() < 2 || row.len() + 1 < columns.len() && matches!(sign, ',' | '-') || row.len() > columns.len() + 1
        {
            break;
        }
        let who = Who::Row(*rows);
        *rows += 1;
        // "1. Nguyễn Văn A - …".
        let mut row = row;
        if tokens.get(row[0].0).is_some_and(|t| t.number())
            && matches!(tokens.get(row[0].0 + 1).map(|t| t.kind), Some(Kind::Sign('.' | ')' | '/')))
        {
            row[0].0 += 2;
        }
        for (column, cell) in columns.iter().zip(&row) {
            match column {
                Column::Of(attribute) => put(scan, attribute, *cell, who),
                Column::Relation => {
                    if let Some((kin, end)) = kin_at(tokens, cell.0).filter(|(_, end)| *end <= cell.1) {
                        scan.steps.push(Step {
                            from: cell.0,
                            to: end,
                            act: Act::Value {
                                read: Read {
                                    attribute: super::RELATION,
                                    span: tokens.span(cell.0, end),
                                    value: Value::Text(kin.id.into()),
                                    sure: true,
                                },
                                who,
                                labelled: true,
                            },
                            title: None,
                        });
                    }
                }
                Column::Other => {}
            }
        }
        scan.take(line.0, line.1);
        any = true;
        at += 1;
    }
    if !any {
        return None;
    }
    scan.take(lines[n].0, lines[n].1);
    Some(at)
}

/// Headings in the first column, a person in each of the others.
fn transposed(scan: &mut Scan<'_, '_>, lines: &[Cell], n: usize, rows: &mut usize) -> Option<usize> {
    let tokens = scan.tokens;
    let sign = separator(tokens, lines[n]).filter(|s| matches!(s, '\t' | '|'))?;
    let part = |at: usize| lines.get(at).map(|line| cells(tokens, *line, sign)).filter(|c| c.len() >= 3);
    let heads = part(n)?;
    let labelled = |cells: &[Cell]| {
        heading(tokens, cells[0]).is_some() && cells[1..].iter().all(|c| c.0 == c.1 || heading(tokens, *c).is_none())
    };
    let mut first = n;
    if !labelled(&heads) {
        // A line that says who the columns are.
        if !part(n + 1).is_some_and(|c| labelled(&c) && c.len() == heads.len()) {
            return None;
        }
        first = n + 1;
    }
    if !part(first + 1).is_some_and(|c| labelled(&c)) {
        return None;
    }
    let base = *rows;
    *rows += heads.len();
    if first > n {
        for (column, cell) in heads.iter().enumerate().skip(1) {
            if let Some((kin, end)) = kin_at(tokens, cell.0).filter(|(_, end)| *end == cell.1) {
                let read = Read {
                    attribute: super::RELATION,
                    span: tokens.span(cell.0, end),
                    value: Value::Text(kin.id.into()),
                    sure: true,
                };
                scan.steps.push(Step {
                    from: cell.0,
                    to: end,
                    act: Act::Value { read, who: Who::Row(base + column), labelled: true },
                    title: None,
                });
            }
        }
        scan.take(lines[n].0, lines[n].1);
    }
    let mut at = first;
    while let Some(row) = part(at).filter(|c| labelled(c)) {
        let Some(Column::Of(attribute)) = heading(tokens, row[0]) else { break };
        for (column, cell) in row.iter().enumerate().skip(1) {
            put(scan, attribute, *cell, Who::Row(base + column));
        }
        scan.take(lines[at].0, lines[at].1);
        at += 1;
    }
    Some(at)
}

/// The text of an ID card's QR: seven fields or more.
fn card(scan: &mut Scan<'_, '_>, line: Cell, rows: &mut usize) -> bool {
    const FIELDS: [&str; 7] = [
        "person.id.number",
        "person.id.old-number",
        "person.name",
        "person.birth.date",
        "person.sex",
        "person.address.residence",
        "person.id.issued-on",
    ];
    let tokens = scan.tokens;
    if tokens.key(line.0).len() != 12 || !tokens.is(line.0 + 1, '|') {
        return false;
    }
    let fields = cells(tokens, line, '|');
    if fields.len() < FIELDS.len() || value(tokens, FIELDS[3], fields[3].0).is_none() {
        return false;
    }
    let who = Who::Row(*rows);
    *rows += 1;
    for (attribute, cell) in FIELDS.into_iter().zip(fields) {
        put(scan, attribute, cell, who);
    }
    scan.take(line.0, line.1);
    true
}
