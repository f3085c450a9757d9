use troly::address::*;
fn main() {
    let units = embedded();
    let args: Vec<String> = std::env::args().skip(1).collect();
    if !args.is_empty() {
        for a in args {
            let c = units.convert(&a, Subject::People);
            println!("{}", serde_json::to_string(&c).unwrap());
        }
        return;
    }
    let mut bad = 0; let mut n = 0;
    let mut r = csv::Reader::from_path("tests/fixtures/cases/address_cases.csv").unwrap();
    let mut by = std::collections::BTreeMap::new();
    for row in r.records() {
        let row = row.unwrap(); n += 1;
        let c = units.convert(&row[2], Subject::People);
        let want = match &row[4] { "ok" | "ok_population" => "certain", "ambiguous" => "candidates", o => o };
        let mut codes: Vec<&str> = c.candidates.iter().map(|c| c.code.as_str()).collect(); codes.sort();
        let codes = codes.join("|");
        let wc = match &row[4] { "ok_population" => &row[6], _ => &row[5] };
        let def = c.candidates.first().map(|c| c.code.as_str()).unwrap_or("");
        let prov = c.province.as_ref().map(|p| p.code.as_str()).unwrap_or("");
        let mut why = String::new();
        if c.status.code() != want { why += " STATUS"; }
        if codes != wc { why += " CODES"; }
        if !row[6].is_empty() && def != &row[6] { why += " DEFAULT"; }
        if want != "not_found" && want != "candidates" && prov != &row[7] { why += " PROV"; }
        if !why.is_empty() { bad += 1; *by.entry(row[1].to_string()).or_insert(0) += 1;
            println!("{}{why} want {want} {wc} got {} {codes} def {def}\n    {}  old {:?} detail {:?}", &row[0], c.status.code(), &row[2], c.old.iter().map(|o| o.line()).collect::<Vec<_>>(), c.detail);
        }
    }
    println!("{bad} bad of {n} {by:?}");
}
