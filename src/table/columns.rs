//! Which columns hold the addresses, and one address out of a row.

use super::{Table, tidy};
use crate::address::{Status, Units};
use crate::text::fold;
use csv::StringRecord;

/// So many cells of a column tell what it holds.
const SAMPLE: usize = 60;

/// The columns of an address. All but the first are for tables that keep its parts apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The whole address, or what is below the commune.
    pub detail: Option<usize>,
    /// The commune alone.
    pub commune: Option<usize>,
    /// The district alone.
    pub district: Option<usize>,
    /// The province alone.
    pub province: Option<usize>,
}

impl Columns {
    /// The address in a row: its parts with commas between them; empty where there is none.
    pub fn address(&self, row: &StringRecord) -> String {
        let mut address = String::new();
        for (column, kind) in
            [(self.detail, ""), (self.commune, "Phường "), (self.district, "Quận "), (self.province, "")]
        {
            let cell = tidy(column.and_then(|c| row.get(c)).unwrap_or_default());
            if cell.is_empty() {
                continue;
            }
            if !address.is_empty() {
                address.push_str(", ");
            }
            // A number alone is a name only of wards and of urban districts
            if cell.len() <= 2 && cell.bytes().all(|b| b.is_ascii_digit()) {
                address.push_str(kind);
            }
            address.push_str(&cell);
        }
        address
    }

    /// The columns that hold addresses, by their names and by what stands in them.
    pub fn guess(units: &Units, table: &Table) -> Columns {
        let found: Vec<Found> = (0..table.width()).map(|c| Found::new(units, table, c)).collect();
        let first = |role: Role| found.iter().position(|f| f.role == role);
        let whole = (0..found.len()).max_by_key(|c| (found[*c].sure, std::cmp::Reverse(*c)));
        let single = Columns { detail: whole, ..Columns::default() };
        let apart = Columns {
            detail: found.iter().position(|f| f.role == Role::Detail),
            commune: first(Role::Commune),
            district: first(Role::District),
            province: first(Role::Province),
        };
        let joined = apart.commune.is_some() && (apart.district.is_some() || apart.province.is_some());
        // One that holds a part only can do as well by chance: the names of many communes are unique
        let is_part = [apart.commune, apart.district, apart.province].contains(&whole);
        let needed = sure(units, table, single) + u32::from(!is_part);
        if joined && sure(units, table, apart) >= needed { apart } else { single }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Detail,
    Commune,
    District,
    Province,
    Other,
}

struct Found {
    role: Role,
    /// How well its cells do as whole addresses.
    sure: u32,
}

impl Found {
    fn new(units: &Units, table: &Table, column: usize) -> Found {
        let sure = sure(units, table, Columns { detail: Some(column), ..Columns::default() });
        let named = role_of_name(table.name(column));
        // A column that is called an address wins over one that only looks like it
        let called = if named == Some(Role::Detail) { sure / 10 + 1 } else { 0 };
        Found { role: named.unwrap_or_else(|| role_of_cells(units, table, column)), sure: sure + called }
    }
}

/// The cells of a sample, without the empty ones.
fn sample(table: &Table, columns: Columns) -> Vec<String> {
    let step = (table.len() / SAMPLE).max(1);
    table.rows().step_by(step).take(SAMPLE).map(|row| columns.address(row)).filter(|a| !a.is_empty()).collect()
}

/// How well these columns do as addresses, in thousandths.
fn sure(units: &Units, table: &Table, columns: Columns) -> u32 {
    let cells = sample(table, columns);
    let points = |cell: &String| match units.convert(cell, crate::address::Subject::People).status {
        Status::Certain | Status::AlreadyNew => 10,
        Status::Candidates => 7,
        Status::ProvinceOnly | Status::Contradictory => 3,
        Status::NotFound => 0,
    };
    let sum: u32 = cells.iter().map(points).sum();
    sum * 100 / (cells.len() as u32).max(1)
}

/// What the name of a column says: nothing where it names something else.
fn role_of_name(name: &str) -> Option<Role> {
    let name = fold(name);
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let has = |phrase: &str| {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        words.windows(wanted.len()).any(|w| w == wanted)
    };
    let any = |phrases: &[&str]| phrases.iter().any(|p| has(p));
    if name.is_empty() {
        None
    } else if any(&["ma", "code", "id", "so dien thoai"]) {
        Some(Role::Other)
    } else if any(&[
        "dia chi",
        "address",
        "noi o",
        "cu tru",
        "thuong tru",
        "tam tru",
        "ho khau",
        "que quan",
        "noi sinh",
        "so nha",
        "duong",
        "street",
        "thon",
        "to dan pho",
        "ap",
    ]) {
        Some(Role::Detail)
    } else if any(&["phuong", "xa", "thi tran", "ward", "commune"]) && !has("thi xa") {
        Some(Role::Commune)
    } else if any(&["quan", "huyen", "thi xa", "district"]) {
        Some(Role::District)
    } else if any(&["tinh", "thanh pho", "province", "city", "tp"]) {
        Some(Role::Province)
    } else {
        None
    }
}

/// What the cells of a column say: the level that most of them are of.
fn role_of_cells(units: &Units, table: &Table, column: usize) -> Role {
    let cells = sample(table, Columns { detail: Some(column), ..Columns::default() });
    let level = |cell: &String| {
        let answer = units.convert(cell, crate::address::Subject::People);
        match answer.status {
            Status::NotFound => Role::Other,
            Status::ProvinceOnly if answer.within.is_empty() => Role::Province,
            Status::ProvinceOnly => Role::District,
            _ if answer.detail.is_empty() && !cell.contains(',') => Role::Commune,
            _ => Role::Detail,
        }
    };
    let levels: Vec<Role> = cells.iter().map(level).collect();
    let most = |role: &Role| levels.iter().filter(|l| *l == role).count() * 3 > cells.len() * 2;
    [Role::Commune, Role::District, Role::Province].into_iter().find(most).unwrap_or(Role::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::embedded;
    use crate::table::{Desk, Options, State};

    fn desk(text: &str) -> Desk {
        let units = embedded();
        let is_address = |cell: &str| {
            let status = units.convert(cell, crate::address::Subject::People).status;
            !matches!(status, Status::NotFound | Status::ProvinceOnly)
        };
        let table = Table::read(text, Options::default(), &is_address).expect("a table");
        Desk::new(units, table)
    }

    const ONE: Columns = Columns { detail: Some(2), commune: None, district: None, province: None };

    #[test]
    fn the_column_with_the_addresses_is_found() {
        for text in [
            "stt,họ tên,địa chỉ,ghi chú\n1,Nguyễn An,\"12 Nguyễn Huệ, P. Bến Nghé, Q1, TPHCM\",mới\n2,Trần Bình,\"5 Hàng Bạc, Hoàn Kiếm, Hà Nội\",\n",
            "1;Nguyễn An;12 Nguyễn Huệ, P. Bến Nghé, Q1, TPHCM;x\n2;Trần Bình;Phường Cống Vị, Quận Ba Đình, Hà Nội;y\n",
            "A,B,C\nHà Nội,,\"Phường Cống Vị, Quận Ba Đình, Hà Nội\"\nHuế,,\"Phường Bến Nghé, Quận 1, TPHCM\"\n",
        ] {
            assert_eq!(desk(text).columns(), ONE, "{text}");
        }
        let lines = desk("12 Nguyễn Huệ, P. Bến Nghé, Q1, TPHCM\nPhường Cống Vị, Quận Ba Đình, Hà Nội\n");
        assert_eq!(lines.columns(), Columns { detail: Some(0), ..Columns::default() });
    }

    #[test]
    fn parts_that_stand_apart_are_joined() {
        let parts = |detail, commune, district, province| Columns { detail, commune, district, province };
        let named = desk(
            "Số nhà,Phường/Xã,Quận/Huyện,Tỉnh/TP,Mã xã\n12 Nguyễn Huệ,Bến Nghé,1,TP HCM,26740\n5 Lê Lợi,12,Gò Vấp,TP HCM,26881\n",
        );
        assert_eq!(named.columns(), parts(Some(0), Some(1), Some(2), Some(3)));
        let joined: Vec<String> = named.table().rows().map(|r| named.columns().address(r)).collect();
        assert_eq!(joined, ["12 Nguyễn Huệ, Bến Nghé, Quận 1, TP HCM", "5 Lê Lợi, Phường 12, Gò Vấp, TP HCM"]);
        let first = named.preview(named.columns(), crate::address::Subject::People, 1);
        assert_eq!(first, [(joined[0].clone(), State::Said(Status::Certain))]);
        let unnamed = desk(
            "An;Phường Cống Vị;Quận Ba Đình;Thành phố Hà Nội\nBình;Phường Phúc Xá;Quận Ba Đình;Thành phố Hà Nội\n",
        );
        assert_eq!(unnamed.columns(), parts(None, Some(1), Some(2), Some(3)));
    }
}
