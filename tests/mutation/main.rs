//! Mutations of the valid dossiers of every official procedure (`tests/fixtures/dossiers/ID/valid/`): each one that breaks
//! a constraint that the definition states is found, and nothing else is.
//!
//! What must be found is worked out here from the JSON of the definition and the values, by code of its own:
//!
//! | what | by whom |
//! | --- | --- |
//! | whether a box must be filled; lengths, bounds, options, decimals, precision; the form of names, numbers, dates, addresses and papers; numbers of rows | the code in `values.rs`, with the tables under `data/` |
//! | conditions for showing and for requiring a box | the `cel` crate |
//! | rules | the `cel` crate; `sameName`, `fold`, `upper` and `dateOfWords` are the library's own there, date arithmetic is not |
//! | conditions and rules over a date without its day | our evaluator, from scratch over the answers as this test sees them |
//!
//! Boxes that follow from others (copies, computed ones) are taken as they stand: other tests are about these.
//!
//! `TROLY_MUTATIONS` sets how many for each procedure (default 10,000), `TROLY_MUTATION_SEED` which ones.

mod change;
#[path = "../common/mod.rs"]
mod common;
mod form;
mod oracle;
mod values;

use change::{Effect, Random, mutate};
use common::{file, open_case, procedure};
use form::Form;
use oracle::{Found, Oracle, functions};
use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs,
    path::Path as FilePath,
    rc::Rc,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};
use troly::{
    definition::{Definition, Path},
    dossier::Dossier,
    json::Json,
};
use values::Tables;

#[derive(Default)]
struct Counts {
    bases: usize,
    breaking: usize,
    constraints: usize,
    rules: usize,
    /// Distinct (code, field).
    kinds: BTreeSet<(String, String)>,
    same: usize,
}

fn found(dossier: &Dossier) -> Found {
    let mut found = Found::new();
    for finding in dossier.findings() {
        let path = finding.paths.first().map_or("", |p| p.as_str());
        *found.entry((finding.code.to_string(), path.to_owned())).or_default() += 1;
    }
    found
}

/// The valid dossiers of a procedure, and more made of them: with rows the other way round, with as many as there may be,
/// and one more. The first so many are the valid ones.
fn bases(definition: &Rc<Definition>, form: &Form) -> (Vec<Dossier>, usize) {
    let folder = format!("tests/fixtures/dossiers/{}/valid", definition.id);
    let entries = fs::read_dir(FilePath::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).expect("valid dossiers");
    let mut names: Vec<String> =
        entries.map(|e| format!("{folder}/{}", e.expect("a file").file_name().to_string_lossy())).collect();
    names.sort();
    let mut out = Vec::new();
    let mut more = Vec::new();
    for name in names {
        let case = Json::parse(&file(&name)).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let dossier = open_case(definition, &case, &name);
        assert_eq!(found(&dossier), Found::new(), "{name}");
        out.push(dossier);
        for group in form.fields.iter().filter(|f| f.kind == "group") {
            let rows =
                case.get("data").and_then(|d| d.get_dotted(&group.id)).map_or(Vec::new(), |g| g.items().to_vec());
            if rows.is_empty() {
                continue;
            }
            let max = group.max.unwrap_or(10) as usize;
            let around = |n: usize| rows.iter().rev().cycle().take(n).cloned().collect::<Vec<_>>();
            for n in [rows.len(), max, max + 1] {
                let mut data = case.get("data").expect("data").clone();
                data.remove_dotted(&group.id);
                data.insert_dotted(&group.id, Json::Array(around(n)));
                let mut changed = vec![("data", data), ("findings", Json::Array(Vec::new()))];
                changed
                    .extend(["today", "cast", "cards"].iter().filter_map(|key| Some((*key, case.get(key)?.clone()))));
                more.push(open_case(definition, &Json::object(changed), &name));
            }
        }
    }
    let valid = out.len();
    more.truncate(6);
    out.extend(more);
    (out, valid)
}

fn check(oracle: &Oracle, dossier: &Dossier, counts: &mut Counts, what: &dyn Fn() -> String) {
    let (constraints, rules) = oracle.expected(dossier);
    let found = found(dossier);
    let mut expected = constraints.clone();
    rules.iter().for_each(|(key, n)| *expected.entry(key.clone()).or_default() += n);
    if found != expected {
        let only = |a: &Found, b: &Found| -> Vec<String> {
            let other = a.iter().filter(|(key, n)| b.get(key) != Some(n));
            other.map(|((code, path), n)| format!("{code} at {path} ×{n}")).collect()
        };
        panic!(
            "{}\n found and not broken: {:?}\n broken and not found: {:?}",
            what(),
            only(&found, &expected),
            only(&expected, &found)
        );
    }
    counts.breaking += usize::from(!constraints.is_empty());
    counts.constraints += constraints.values().sum::<usize>();
    counts.rules += rules.values().sum::<usize>();
    for (code, path) in constraints.into_keys() {
        let mut parts = path.splitn(3, '/');
        let field = match (parts.next(), parts.nth(1)) {
            (Some(group), Some(column)) => format!("{group}.{column}"),
            _ => path.clone(),
        };
        counts.kinds.insert((code, field));
    }
}

fn run(id: &str, mutations: usize, seed: u64, tables: &Tables) -> String {
    let definition = procedure(id);
    let form = Form::read(&definition);
    let oracle = Oracle {
        form: &form,
        definition: &definition,
        tables,
        functions: functions(),
        known: RefCell::default(),
        asked: RefCell::default(),
    };
    let mut r = Random(seed | 1);
    let (bases, valid) = bases(&definition, &form);
    let mut counts = Counts { bases: bases.len(), ..Counts::default() };
    for (number, base) in bases.iter().enumerate() {
        check(&oracle, base, &mut Counts::default(), &|| format!("{id}: dossier {number}"));
    }
    let mut done = 0;
    while done < mutations {
        // Those with many rows take as long as twenty others.
        let number = if r.below(12) == 0 { r.below(bases.len()) } else { r.below(valid) };
        let mut dossier = bases[number].clone();
        for step in 0..1 + r.below(4) {
            let (effect, path) = mutate(&mut r, &form, &definition, &mut dossier);
            done += 1;
            let value = |path: &Path| dossier.answer(path).and_then(|a| a.value.clone());
            let what = || {
                let at = path.as_ref().map(|p| format!("{} is {:?}", p.as_str(), value(p)));
                format!("{id}: dossier {number}, mutation {done} (step {step}): {}", at.unwrap_or_default())
            };
            check(&oracle, &dossier, &mut counts, &what);
            match (effect, &path) {
                (Effect::Breaks(code), Some(path)) if dossier.visible(path) => {
                    let there = found(&dossier).contains_key(&(code.to_owned(), path.as_str().to_owned()));
                    assert!(there, "{}: {code} is not found", what());
                }
                (Effect::Nothing, _) => counts.same += 1,
                _ => {}
            }
        }
    }
    let asked = oracle.asked.borrow();
    let stated: Vec<(String, String)> = (form.fields.iter().filter(|f| !matches!(&*f.kind, "note" | "signature")))
        .flat_map(|f| f.codes().into_iter().map(|code| (code.to_owned(), f.id.clone())))
        .collect();
    let never: Vec<&(String, String)> = stated.iter().filter(|s| !counts.kinds.contains(*s)).collect();
    assert!(mutations < 10_000 || never.is_empty(), "{id}: never broken: {never:?}");
    format!(
        "{id}: {done} mutations of {} dossiers, after {} something stated is broken: {} findings, of {} kinds, each expected and \
         no other; {} of {} stated constraints were broken; {} findings of rules as expected (conditions and rules asked anew: {} by cel, {} by ours); {} typed another way",
        counts.bases,
        counts.breaking,
        counts.constraints,
        counts.kinds.len(),
        stated.len() - never.len(),
        stated.len(),
        counts.rules,
        asked.cel,
        asked.ours,
        counts.same
    )
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn what_breaks_a_constraint_is_found_and_nothing_else() {
    let number = |name: &str, default: usize| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (mutations, seed) = (number("TROLY_MUTATIONS", 10_000), number("TROLY_MUTATION_SEED", 1_193) as u64);
    let entries = fs::read_dir(FilePath::new(env!("CARGO_MANIFEST_DIR")).join("procedures")).expect("procedures");
    let mut ids: Vec<String> = entries
        .filter_map(|e| e.expect("an entry").file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
        .collect();
    ids.sort();
    let (tables, next) = (Tables::read(), AtomicUsize::new(0));
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut lines = Vec::new();
                    while let Some(id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
                        lines.push(run(id, mutations, seed, &tables));
                    }
                    lines
                })
            })
            .collect();
        let mut lines: Vec<String> = workers.into_iter().flat_map(|w| w.join().expect("no procedure fails")).collect();
        lines.sort();
        println!("{}", lines.join("\n"));
        assert_eq!(lines.len(), ids.len());
    });
}
