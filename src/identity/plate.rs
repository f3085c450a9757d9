//! Number plates of civil vehicles.

use super::{IdError, Scan, Wanted, value};

/// The province, by its code of today, of each plate code from 10 to 99; 0 where there is none, [`CENTRAL`] for vehicles
/// registered by the traffic police department (`data/plate_codes.csv`; a test compares).
#[rustfmt::skip]
const HOLDERS: [u8; 90] = [
    0, 4, 20, 0, 22, 31, 31, 33, 37, 25, // 10
    19, 15, 8, 8, 15, 12, 14, 11, 25, 1, // 20
    1, 1, 1, 1, 31, 37, 38, 40, 42, 75, // 30
    1, 79, 0, 48, 0, 0, 0, 66, 68, 68, // 40
    79, 79, 79, 79, 79, 79, 79, 79, 79, 79, // 50
    75, 79, 80, 82, 86, 92, 82, 91, 91, 96, // 60
    80, 86, 79, 44, 44, 46, 51, 52, 66, 56, // 70
    255, 52, 51, 92, 86, 56, 68, 0, 25, 33, // 80
    37, 0, 48, 75, 96, 92, 0, 19, 24, 24, // 90
];
const CENTRAL: u8 = 255;

/// The letters of series; I, J, O, Q and W are not used; Đ only in MĐ and TĐ.
const LETTERS: &str = "ABCDĐEFGHKLMNPRSTUVXYZ";

/// A number plate: a code of two digits for the province, a series, four or five digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plate {
    /// Without separators, in capitals, as VNeID takes it: "59N312345".
    pub number: String,
    /// Code of the province today; `None` for vehicles registered by the traffic police department (80).
    pub province: Option<u8>,
    /// How many characters stand before the hyphen. `None` if that cannot be known: "59N31234" may be 59N-312.34, a car,
    /// or 59N3-1234, a motorcycle.
    head: Option<usize>,
}

/// What a plate is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlateVehicle {
    /// A car, a lorry or another vehicle with such plates.
    Car,
    /// A motorcycle or a moped, electric ones too.
    Motorcycle,
    /// The one or the other: as typed it cannot be told.
    Either,
    /// A vehicle of a mission or of foreigners (NG, NN, QT, CV).
    Foreign,
}

impl Plate {
    /// What kind of vehicle bears it, by the shape of its series.
    pub fn vehicle(&self) -> PlateVehicle {
        let letters = self.number.chars().skip(2).take_while(|c| !c.is_ascii_digit()).count();
        match (letters, self.head) {
            (0, _) => PlateVehicle::Foreign,
            // One letter; a digit of the series behind it is a motorcycle's.
            (1, Some(3)) => PlateVehicle::Car,
            (1, Some(_)) => PlateVehicle::Motorcycle,
            (2, Some(5)) => PlateVehicle::Motorcycle,
            _ if self.number.contains("MĐ") => PlateVehicle::Motorcycle,
            _ => PlateVehicle::Either,
        }
    }

    /// Reads a plate as typed, with or without separators.
    pub fn parse(typed: &str) -> Result<Self, IdError> {
        let scan = Scan::new(typed, "");
        let chars: Vec<char> = scan.chars.iter().map(|(_, c)| *c).collect();
        if chars.is_empty() {
            return Err(IdError::Empty);
        }
        // Diplomatic plates: 80-123-NG-45.
        let diplomatic = chars.len() == 9 && matches!(chars[5..7], ['N', 'G'] | ['N', 'N'] | ['Q', 'T'] | ['C', 'V']);
        let letters = if diplomatic {
            5..7
        } else {
            2..2 + chars.iter().skip(2).take(2).take_while(|c| LETTERS.contains(**c)).count()
        };
        for (place, c) in chars.iter().enumerate() {
            let letter = letters.contains(&place) || (place == 2 && !diplomatic);
            if if letter { !LETTERS.contains(*c) } else { !c.is_ascii_digit() } {
                return Err(scan.wrong(place, if letter { Wanted::Series } else { Wanted::Digit }));
            }
        }
        let rest = chars.len().saturating_sub(letters.end);
        if !diplomatic && (chars.len() < 3 || !(4..=6).contains(&rest)) {
            let expected = if letters.len() == 2 { &[8, 9, 10] } else { &[7, 8, 9] };
            return Err(IdError::Size { expected, found: chars.len() });
        }
        let number: String = chars.into_iter().collect();
        let code = value(&number[..2]) as usize; // two digits: checked above
        let province = match code.checked_sub(10).and_then(|c| HOLDERS.get(c)) {
            None | Some(0) => return Err(IdError::PlateCode { at: scan.at(0) }),
            Some(&CENTRAL) => None,
            Some(p) => Some(*p),
        };
        // A separator in the text as typed shows where the series ends.
        let parted = |place: usize| scan.at(place) > scan.at(place - 1) + 1;
        let head = match rest {
            _ if diplomatic => None,
            4 => Some(letters.end),
            6 => Some(letters.end + 1),
            _ if parted(letters.end + 1) => Some(letters.end + 1),
            _ if parted(letters.end) || parted(letters.end + 3) => Some(letters.end),
            _ => None,
        };
        Ok(Self { number, province, head })
    }

    /// As the plate shows it: "59N3-123.45", "51F-1234"; without separators where their places cannot be known.
    pub fn format(&self) -> String {
        let Some(head) = self.head else { return self.number.clone() };
        let mut out = String::new();
        let length = self.number.chars().count();
        for (place, c) in self.number.chars().enumerate() {
            if place == head {
                out.push('-');
            } else if length - head == 5 && place == head + 3 {
                out.push('.');
            }
            out.push(c);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_data() {
        let table = include_str!("../../data/plate_codes.csv");
        let mut ours = HOLDERS.map(|_| 0);
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a well-formed row");
            let code: usize = row[0].parse().expect("a plate code");
            ours[code - 10] = row[2].parse().unwrap_or(CENTRAL);
        }
        assert_eq!(ours, HOLDERS);
    }

    #[test]
    fn separators_come_back_only_where_they_are_certain() {
        for (typed, number, shown) in [
            ("59n3 12345", "59N312345", "59N3-123.45"),
            ("59N31234", "59N31234", "59N31234"),
            ("59N3-1234", "59N31234", "59N3-1234"),
            ("59N-312.34", "59N31234", "59N-312.34"),
            ("59N312.34", "59N31234", "59N-312.34"),
            ("51F 12345", "51F12345", "51F-123.45"),
            ("51f1234", "51F1234", "51F-1234"),
            ("29-mđ1-123.45", "29MĐ112345", "29MĐ1-123.45"),
            ("30LD-012.34", "30LD01234", "30LD-012.34"),
            ("80-123-NG-45", "80123NG45", "80123NG45"),
        ] {
            let plate = Plate::parse(typed).expect("a plate");
            assert_eq!((plate.number.as_str(), plate.format().as_str()), (number, shown), "{typed}");
            assert_eq!(Plate::parse(shown).map(|p| p.format()).as_deref(), Ok(shown));
        }
    }

    #[test]
    fn the_series_says_what_kind_of_vehicle() {
        for (typed, vehicle) in [
            ("51F-123.45", PlateVehicle::Car),
            ("51F-1234", PlateVehicle::Car),
            ("59N3-123.45", PlateVehicle::Motorcycle),
            ("29-H1 1234", PlateVehicle::Motorcycle),
            ("59N31234", PlateVehicle::Either),
            ("29-MĐ1-123.45", PlateVehicle::Motorcycle),
            ("29-MĐ-1234", PlateVehicle::Motorcycle),
            ("30LD-012.34", PlateVehicle::Either),
            ("80-123-NG-45", PlateVehicle::Foreign),
        ] {
            assert_eq!(Plate::parse(typed).map(|p| p.vehicle()), Ok(vehicle), "{typed}");
        }
    }

    #[test]
    fn errors_point_at_the_character() {
        for (typed, error) in [
            ("13A-123.45", IdError::PlateCode { at: 0 }),
            ("59O-123.45", IdError::Character { at: 2, found: 'O', wanted: Wanted::Series }),
            ("59N3-12X.45", IdError::Character { at: 7, found: 'X', wanted: Wanted::Digit }),
            ("5", IdError::Size { expected: &[7, 8, 9], found: 1 }),
            ("59", IdError::Size { expected: &[7, 8, 9], found: 2 }),
            ("59A", IdError::Size { expected: &[7, 8, 9], found: 3 }),
            ("TM-12-34", IdError::Character { at: 0, found: 'T', wanted: Wanted::Digit }),
            ("29MĐ-123", IdError::Size { expected: &[8, 9, 10], found: 7 }),
            ("59A-1234567", IdError::Size { expected: &[7, 8, 9], found: 10 }),
        ] {
            assert_eq!(Plate::parse(typed), Err(error), "{typed}");
        }
    }
}
