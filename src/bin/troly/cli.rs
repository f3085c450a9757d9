//! The commands. Each reads, calls the core, prints; nothing is decided here.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a command line talks to a terminal

mod numbers;

use clap::{Parser, Subcommand, ValueEnum};
use std::{
    fs,
    io::{self, BufRead, Read, Write},
    path::{Path as FilePath, PathBuf},
    process::ExitCode,
    rc::Rc,
    time::SystemTime,
};
use troly::{
    address::{self, Subject},
    author,
    definition::{
        self, Definition, Severity,
        diff::ChangeKind,
        import::{self, Format, Verdict},
    },
    dossier::{Action, Dossier, ImportError, PeopleAction},
    i18n,
    json::Json,
    paste,
    record::{
        self, Record,
        credential::{self, Challenge, Check, Credential, CredentialError, Issuers, Trust},
    },
    text::{
        self,
        date::{Day, PartialDate},
    },
    validate::Finding,
    value::Value,
};

#[derive(Parser)]
#[command(
    name = "troly",
    version,
    about = "Form assistant for Vietnamese administrative procedures, without a browser"
)]
#[command(
    after_help = "Exit codes: 0 fine, 1 errors were found in what was checked, 2 the command or a file could not be understood."
)]
struct Cli {
    /// Language of the messages.
    #[arg(long, global = true, value_enum, default_value_t = Lang::Vi)]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// Vietnamese
    Vi,
    /// English
    En,
}

impl Lang {
    fn tag(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }
}

#[derive(Subcommand)]
enum Command {
    /// Check definitions: errors, conditions and rules that can never or always hold, what is missing or out of date.
    #[command(
        after_help = "Each remark has its place (line, column, JSON pointer), what is so, why, and what to write instead; docs/lint.md lists them.\nExit 1 when there are errors, with --strict also when there are warnings; hints never.\n\nExample:\n  troly lint procedures/*.json --on 2027-01-01 --strict"
    )]
    Lint {
        /// Definitions (JSON).
        #[arg(required = true)]
        definitions: Vec<PathBuf>,
        /// The day on which the law must be in force (default: the day of each definition's last check).
        #[arg(long, visible_alias = "on", value_parser = day, value_name = "DATE")]
        today: Option<Day>,
        /// One JSON object a line for each remark.
        #[arg(long)]
        json: bool,
        /// Exit 1 at warnings too.
        #[arg(long)]
        strict: bool,
    },
    /// Print the JSON Schema of the data that a definition collects.
    #[command(after_help = "Example:\n  troly schema procedures/1.001193.json --draft-07 > birth.schema.json")]
    Schema {
        /// Definition (JSON).
        definition: PathBuf,
        /// Draft-07 instead of 2020-12.
        #[arg(long)]
        draft_07: bool,
    },
    /// Print what could fill each box: which kind of record, the casting, other boxes; with shares for each record and role.
    #[command(
        after_help = "Example:\n  troly coverage procedures/1.001193.json\n  troly coverage --families tests/fixtures/families procedures/*.json > docs/coverage.md"
    )]
    Coverage {
        /// Definitions (JSON): one, or with --families any number.
        #[arg(required = true)]
        definitions: Vec<PathBuf>,
        /// Instead, as a page: how much of each the papers of these families fill. A directory of JSON files.
        #[arg(long)]
        families: Option<PathBuf>,
    },
    /// Print a dossier of people who do not exist, and what the checks still say about it; exit 1 when errors are left.
    #[command(after_help = "Example:\n  troly sample procedures/1.001193.json --today 2026-11-22")]
    Sample {
        /// Definition (JSON).
        definition: PathBuf,
        /// The day that rules count from.
        #[arg(long, value_parser = day)]
        today: Day,
    },
    /// What a new version of a definition means for drafts of the old one: what they keep, what moves, what is lost.
    #[command(
        after_help = "Exit 0 when drafts lose nothing, 1 when answers have no place any more, 2 when a file could not be read.\nWhat looks like a rename that nobody declared is pointed out, with the \"was\" that would declare it.\n\nExample:\n  troly diff old/1.001193.json procedures/1.001193.json"
    )]
    Diff {
        /// The old version (JSON).
        old: PathBuf,
        /// The new one.
        new: PathBuf,
        /// One JSON object a line for each difference.
        #[arg(long)]
        json: bool,
    },
    /// Print the reference of the definition language (Markdown), or a JSON Schema of definitions for editors.
    #[command(after_help = "Example:\n  troly reference --schema > definition.schema.json")]
    Reference {
        /// The JSON Schema instead.
        #[arg(long)]
        schema: bool,
        /// Everything that `troly lint` says instead.
        #[arg(long, conflicts_with = "schema")]
        lint: bool,
        /// What there is to know about records instead.
        #[arg(long, conflicts_with_all = ["schema", "lint"])]
        records: bool,
        /// The numbers of papers instead.
        #[arg(long, conflicts_with_all = ["schema", "lint", "records"])]
        numbers: bool,
    },
    /// Write definitions as a site publishes them: checked, packed, with Vietnamese texts alone and with all.
    #[command(
        after_help = "Three files each: NAME.json, which the element is given, NAME.en.json and NAME.full.json, which it finds beside it.\nPublish again with every new version of troly: only the one that wrote a packed file reads it (others read NAME.full.json).\n\nExample:\n  troly publish my-procedures/*.json --out site/procedures"
    )]
    Publish {
        /// Definitions (JSON).
        #[arg(required = true)]
        definitions: Vec<PathBuf>,
        /// Where to write them.
        #[arg(long)]
        out: PathBuf,
    },
    /// Make a definition of another builder's: Form.io, JSON Schema with a uiSchema, JSON Forms. Exit 1 when something was dropped.
    #[command(
        after_help = "The definition goes to standard output. The report has one JSON object a line for each key of the source: kept, approximated or\ndropped, and why. With --report it is written to that file in full; otherwise what was approximated, dropped, turned into a condition\nor is filled goes to standard error. Program code in a source is reported and never run.\n\nWhat a source cannot know (agency, fee, dates, law) is left for you to write; proposed sources (\"fill\") are for you to check.\n\nExample:\n  troly import form.json --report report.jsonl > definition.json\n  troly import schema.json --ui ui.json --from json-forms > definition.json; troly lint definition.json"
    )]
    Import {
        /// The form or schema (JSON).
        file: PathBuf,
        /// The UI schema, where it is a file of its own.
        #[arg(long, value_name = "FILE")]
        ui: Option<PathBuf>,
        /// What it is written in.
        #[arg(long, value_enum, default_value_t = WrittenIn::Auto)]
        from: WrittenIn,
        /// Where to write the whole report.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Read a digitised paper from standard input or a file; print what it states, and of a credential what it is worth.
    #[command(
        after_help = "A credential (SD-JWT VC) is held against the keys of issuers, as they publish them (/.well-known/jwt-vc-issuer): one object or\nan array of {\"issuer\": \"https://…\", \"jwks\": {\"keys\": […]}}. Nothing is fetched. docs/credentials.md has the details.\nExit 0 when it is signed and in force, 1 when it is not or cannot be verified, 2 when it breaks a rule and is refused.\n\nExample:\n  troly read --kind cccd-qr < payload.txt\n  troly read --keys keys.json credential.txt --today 2026-11-27"
    )]
    Read {
        /// What it is (default: a credential when --keys is given).
        #[arg(long, value_enum, required_unless_present = "keys")]
        kind: Option<Kind>,
        /// The file (default: standard input).
        file: Option<PathBuf>,
        /// Keys of the issuers that are trusted (JSON).
        #[arg(long, value_name = "FILE", required_if_eq("kind", "credential"))]
        keys: Option<PathBuf>,
        /// The day that a credential must be valid on, at noon in Vietnam (default: now).
        #[arg(long, value_parser = day, value_name = "DATE")]
        today: Option<Day>,
        /// What the holder of a credential was asked to sign.
        #[arg(long, requires = "audience", value_name = "TEXT")]
        nonce: Option<String>,
        /// For whom the holder was to sign it.
        #[arg(long, requires = "nonce", value_name = "TEXT")]
        audience: Option<String>,
    },
    /// Fill a form from records; print a dossier: answers with origins, and why each empty box is empty.
    #[command(
        after_help = "A record file holds the text of one card QR a line, or the output of `troly read`.\nPERSON is a 12-digit ID number, a record's number in order (1, 2, …), a file name without its extension, or a name.\n\nExample:\n  troly fill procedures/1.001193.json --records mother.txt father.txt \\\n    --cast mother=mother --cast father=father --cast applicant=father --today 2026-11-22"
    )]
    Fill {
        /// Definition (JSON).
        definition: PathBuf,
        /// Files with records.
        #[arg(long, num_args = 1.., value_name = "FILE")]
        records: Vec<PathBuf>,
        /// Who plays which role.
        #[arg(long, num_args = 1.., value_name = "ROLE=PERSON")]
        cast: Vec<String>,
        /// The day that rules count from.
        #[arg(long, value_parser = day)]
        today: Day,
    },
    /// Check a dossier (or bare data as the derived schema describes it); exit 1 when there are errors.
    #[command(after_help = "Example:\n  troly check procedures/1.001193.json dossier.json --today 2026-11-22")]
    Check {
        /// Definition (JSON).
        definition: PathBuf,
        /// Dossier (JSON).
        dossier: PathBuf,
        /// The day that rules count from.
        #[arg(long, value_parser = day)]
        today: Day,
    },
    /// Find what a message, an e-mail or a scanned text says about people: names, dates, numbers, addresses, relations.
    #[command(
        after_help = "The table has, for each finding, the person (counted), the attribute, the value, where it stands (bytes) and what stands there;\na question mark is for what may be read otherwise. With --json one JSON object a line.\n\nExample:\n  troly paste message.txt --json"
    )]
    Paste {
        /// The text (UTF-8).
        file: PathBuf,
        /// One JSON object a line for each finding.
        #[arg(long)]
        json: bool,
    },
    /// Convert addresses from standard input, one a line, to communes of today; one JSON object a line.
    #[command(after_help = "Example:\n  echo '12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh' | troly address")]
    Address {
        /// The address is of land, not of people: a split unit may have sent them to different communes.
        #[arg(long)]
        land: bool,
        /// Also print the detail, the old unit, the resolution and the explanation.
        #[arg(long)]
        full: bool,
        /// The other way: from communes of today (names or codes) to the old units that they were made from.
        #[arg(long, conflicts_with_all = ["land", "full"])]
        reverse: bool,
    },
    /// What the tables of administrative units (`data/`) say.
    Units {
        #[command(subcommand)]
        what: UnitsCommand,
    },
    /// Read numbers of papers: what they say, what is odd about them, and which character is wrong and why.
    #[command(
        after_help = "Exit 1 when one is wrong.\n\nExample:\n  troly id citizen-id 079190000017\n  troly id any 0100047516 59N3-123.45 '028 3829 1234' --json"
    )]
    Id(numbers::Id),
    /// Write dates, numbers or money in words, or read such words.
    #[command(
        after_help = "Exit 1 when one cannot be written or read.\n\nExample:\n  troly words date 15/08/2026 1958\n  troly words money 1.500.000\n  troly words number --read 'hai mươi nhăm' 'một triệu rưỡi'"
    )]
    Words(numbers::Words),
    /// Vietnamese text: clean, fold, capitals, tone marks, names taken apart and compared.
    #[command(
        subcommand,
        after_help = "Example:\n  troly text split 'Nguyễn Trần Bảo An'\n  troly text same 'Nguyễn Thị Hòa' 'NGUYỄN THỊ HOÀ'"
    )]
    Text(numbers::Text),
    /// Working days of the State's offices, with the public holidays of Vietnam (2021 to 2100).
    #[command(
        subcommand,
        after_help = "Which five days are Tết's, which day goes with 2 September and which days are swapped is decided year by year; what rests on a\ndecision that is not in data/public_holidays.csv is said.\n\nExample:\n  troly workdays add 2026-02-10 5\n  troly workdays list 2027"
    )]
    Workdays(numbers::Workdays),
}

#[derive(Subcommand)]
enum UnitsCommand {
    /// What changed between two folders of tables, for the next reform: units added, abolished, renamed, of another type or
    /// place, and the ways from old to new. Exit 1 if anything did.
    #[command(
        after_help = "A table that one of the folders does not have is left out.\n\nExample:\n  troly units diff data new-tables --json"
    )]
    Diff {
        /// The folder with the tables as they were.
        old: PathBuf,
        /// The folder with the tables as they are now.
        new: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum WrittenIn {
    /// Whatever it looks like
    Auto,
    /// Form.io
    Formio,
    /// JSON Schema, perhaps with a uiSchema of react-jsonschema-form
    JsonSchema,
    /// JSON Forms
    JsonForms,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Kind {
    /// Text of an ID card's QR, either generation
    CccdQr,
    /// Machine-readable zone of a card or a passport
    Mrz,
    /// Text of a land-use certificate's QR
    LandQr,
    /// Claims in JSON (docs/records.md)
    Claims,
    /// Credential of a wallet (SD-JWT VC)
    Credential,
}

fn day(text: &str) -> Result<Day, String> {
    PartialDate::parse_loose(text).ok().and_then(PartialDate::to_day).ok_or_else(|| "a day such as 2026-11-22".into())
}

/// Why a command ends without an answer: the file (or `-`), and a line for a person.
struct Failure(String);

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

type Outcome = Result<bool, Failure>;

/// Runs the command line.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.lang.tag();
    let outcome = match cli.command {
        Command::Lint { definitions, today, json, strict } => lint(&definitions, today, json, strict, lang),
        Command::Schema { definition, draft_07 } => schema(&definition, draft_07, lang),
        Command::Coverage { definitions, families } => match families {
            Some(folder) => coverage_of(&folder, &definitions, lang),
            None => definitions.iter().try_fold(true, |_, path| coverage(path, lang)),
        },
        Command::Sample { definition, today } => sample(&definition, today, lang),
        Command::Diff { old, new, json } => diff(&old, &new, json, lang),
        Command::Reference { numbers: true, .. } => {
            print!("{}", author::numbers_reference());
            Ok(true)
        }
        Command::Reference { schema, lint, records, .. } => reference(schema, lint, records),
        Command::Publish { definitions, out } => publish(&definitions, &out, lang),
        Command::Import { file, ui, from, report } => import_form(&file, ui.as_deref(), from, report.as_deref(), lang),
        Command::Read { kind: Some(kind), file, .. } if kind != Kind::Credential => read(kind, file.as_deref(), lang),
        Command::Read { file, keys, today, nonce, audience, .. } => {
            let challenge = nonce.as_deref().zip(audience.as_deref());
            read_credential(file.as_deref(), keys.as_deref(), today, challenge, lang)
        }
        Command::Fill { definition, records, cast, today } => fill(&definition, &records, &cast, today, lang),
        Command::Check { definition, dossier, today } => check(&definition, &dossier, today, lang),
        Command::Paste { file, json } => paste(&file, json),
        Command::Address { reverse: true, .. } => origins(),
        Command::Address { land, full, .. } => addresses(land, full, lang),
        Command::Units { what: UnitsCommand::Diff { old, new, json } } => units_diff(&old, &new, json),
        Command::Id(id) => id.run(lang),
        Command::Words(words) => words.run(lang),
        Command::Text(text) => text.run(lang),
        Command::Workdays(workdays) => workdays.run(cli.lang),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Failure(message)) => {
            eprintln!("troly: {message}");
            ExitCode::from(2)
        }
    }
}

fn print(json: &Json) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, json)?;
    writeln!(out)?;
    Ok(())
}

fn print_line(json: &Json) -> Result<(), Failure> {
    writeln!(io::stdout().lock(), "{}", json.to_text())?;
    Ok(())
}

fn read_file(path: &FilePath) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|e| Failure(format!("{}: {e}", path.display())))?;
    String::from_utf8(bytes).map_err(|_| Failure(format!("{}: not UTF-8 text", path.display())))
}

fn load(path: &FilePath, lang: &str) -> Result<Rc<Definition>, Failure> {
    let text = read_file(path)?;
    definition::parse(&text).map(Rc::new).map_err(|diagnostics| refused(path, &diagnostics, lang))
}

/// What is wrong with a definition, a line each.
fn refused(path: &FilePath, diagnostics: &[definition::Diagnostic], lang: &str) -> Failure {
    let line = |d: &definition::Diagnostic| format!("{}{}: {}", path.display(), d.pointer, diagnostic_text(d, lang));
    Failure(diagnostics.iter().map(line).collect::<Vec<_>>().join("\ntroly: "))
}

fn diagnostic_text(d: &definition::Diagnostic, lang: &str) -> String {
    let params: Vec<(&str, &str)> = d.params.iter().map(|(name, value)| (*name, &**value)).collect();
    i18n::text(lang, d.code.code(), &params)
}

fn import_text(error: &ImportError, lang: &str) -> String {
    let param = match error {
        ImportError::NotADossier => None,
        ImportError::Newer { found } => Some(("found", found.to_string())),
        ImportError::OtherProcedure { found } => Some(("found", found.clone())),
        ImportError::Damaged { pointer } => Some(("pointer", pointer.clone())),
    };
    let params: Vec<(&str, &str)> = param.iter().map(|(name, value)| (*name, value.as_str())).collect();
    i18n::text(lang, error.code(), &params)
}

fn lint(paths: &[PathBuf], today: Option<Day>, json: bool, strict: bool, lang: &str) -> Outcome {
    let mut counts = [0usize; 3];
    for path in paths {
        let text = read_file(path)?;
        let diagnostics = match definition::parse(&text) {
            Err(diagnostics) => diagnostics,
            Ok(parsed) => definition::lint(&parsed, today.unwrap_or_else(|| parsed.checked_on.span().1)),
        };
        for d in diagnostics {
            counts[d.severity as usize] += 1;
            if json {
                print_line(&remark_json(path, &text, &d, lang))?;
            } else {
                write!(io::stdout().lock(), "{}", remark(path, &text, &d, lang))?;
            }
        }
    }
    if !json {
        let [infos, warnings, errors] = counts.map(|n| n.to_string());
        let params = [("files", paths.len().to_string()), ("errors", errors), ("warnings", warnings), ("infos", infos)];
        writeln!(io::stdout().lock(), "{}", i18n::fill(i18n::get(lang, "lint.summary"), &params))?;
    }
    Ok(counts[Severity::Error as usize] == 0 && !(strict && counts[Severity::Warning as usize] > 0))
}

/// Line and column of a remark. Of a text that is not JSON the reader knows better than a pointer.
fn place(text: &str, d: &definition::Diagnostic) -> (usize, usize) {
    let number = |name: &str| d.param(name)?.parse().ok();
    number("line").zip(number("column")).unwrap_or_else(|| troly::json::locate(text, &d.pointer))
}

fn remark_json(path: &FilePath, text: &str, d: &definition::Diagnostic, lang: &str) -> Json {
    let (line, column) = place(text, d);
    let words = i18n::diagnostics::explain(d, lang);
    let mut entries = vec![
        ("file", Json::text(&path.display().to_string())),
        ("line", Json::Int(line as i64)),
        ("column", Json::Int(column as i64)),
        ("pointer", Json::text(&d.pointer)),
        ("severity", Json::text(severity(d.severity))),
        ("code", Json::text(d.code.code())),
        ("message", Json::text(&words.what)),
    ];
    entries.extend(words.why.map(|why| ("why", Json::text(&why))));
    entries.extend(words.fix.map(|fix| ("fix", Json::text(&fix))));
    Json::object(entries)
}

/// A remark as compilers write them.
fn remark(path: &FilePath, text: &str, d: &definition::Diagnostic, lang: &str) -> String {
    let (line, column) = place(text, d);
    let words = i18n::diagnostics::explain(d, lang);
    let grave = i18n::get(lang, &["lint.severity.", severity(d.severity)].concat());
    let mut out = format!("{}:{line}:{column}: {grave}[{}]: {}\n", path.display(), d.code.code(), words.what);
    if !d.pointer.is_empty() {
        out.push_str(&format!("    {}\n", d.pointer));
    }
    // Where in an expression.
    if let Some((expression, at)) = expression_at(text, &d.pointer).zip(d.param("at").and_then(|at| at.parse().ok())) {
        let before = expression.get(..at).unwrap_or_default().chars().count();
        out.push_str(&format!("    {expression}\n    {}^\n", " ".repeat(before)));
    }
    for (key, words) in [("lint.label.why", words.why), ("lint.label.fix", words.fix)] {
        if let Some(words) = words {
            out.push_str(&format!("    {}: {words}\n", i18n::get(lang, key)));
        }
    }
    out
}

/// The text at a place of a document, if it is one line.
fn expression_at(text: &str, pointer: &str) -> Option<Rc<str>> {
    let json = Json::parse(text).ok()?;
    let found = pointer.split('/').skip(1).try_fold(&json, |at, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        if let Json::Array(items) = at { items.get(token.parse::<usize>().ok()?) } else { at.get(&token) }
    })?;
    found.as_text().filter(|t| !t.contains('\n')).cloned()
}

fn schema(path: &FilePath, draft_07: bool, lang: &str) -> Outcome {
    let definition = load(path, lang)?;
    let draft = if draft_07 { definition::Draft::Draft7 } else { definition::Draft::Draft2020 };
    print(&definition::schema(&definition, draft))?;
    Ok(true)
}

fn coverage(path: &FilePath, lang: &str) -> Outcome {
    let definition = load(path, lang)?;
    print(&author::coverage(&definition).to_json(&definition, lang))?;
    Ok(true)
}

/// The page about what the papers of families fill.
fn coverage_of(folder: &FilePath, definitions: &[PathBuf], lang: &str) -> Outcome {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let mut families = Vec::new();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
        let json =
            Json::parse(&read_file(path)?).map_err(|e| Failure(format!("{}: {}", path.display(), e.code.code())))?;
        families.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), json));
    }
    let mut all = author::families::Definitions::new();
    for path in definitions {
        let definition = load(path, lang)?;
        all.insert(definition.id.to_string(), definition);
    }
    let units: Rc<dyn address::AddressBook> = Rc::new(address::embedded());
    let page = author::families::report(&families, &all, &units).map_err(Failure)?;
    write!(io::stdout().lock(), "{page}")?;
    Ok(true)
}

fn sample(path: &FilePath, today: Day, lang: &str) -> Outcome {
    let made = author::sample(&load(path, lang)?, today);
    print(&made.to_json(lang))?;
    Ok(!made.dossier.blocked())
}

fn diff(old: &FilePath, new: &FilePath, json: bool, lang: &str) -> Outcome {
    let (old, new) = (load(old, lang)?, load(new, lang)?);
    let found = definition::diff::diff(&old, &new);
    let renames = definition::diff::renames(&old, &new, &found);
    let lost = found.iter().filter(|d| d.kind.loses()).count();
    if json {
        for difference in &found {
            print_line(&difference_json(difference, &renames))?;
        }
        return Ok(lost == 0);
    }
    let mut out = io::stdout().lock();
    let text = |key: &str, params: &[(&str, &str)]| i18n::text(lang, key, params);
    let known: Vec<&str> = found.iter().map(|d| &*d.id).collect();
    let same = new.fields.iter().filter(|f| !known.contains(&&*f.id)).count().to_string();
    for (title, group) in [
        ("diff.kept", Group::Kept),
        ("diff.moves", Group::Moves),
        ("diff.lost", Group::Lost),
        ("diff.checks", Group::Checks),
    ] {
        let of_group = || found.iter().filter(|d| group == group_of(d.kind));
        writeln!(out, "{}", text(title, &[]))?;
        if group == Group::Kept {
            writeln!(out, "  {}", text("diff.kept.fields", &[("count", &same)]))?;
        } else if of_group().next().is_none() {
            writeln!(out, "  {}", text("diff.nothing", &[]))?;
        }
        for d in of_group() {
            let from = d.from.join(", ");
            let field = new.field(&d.id).or_else(|| old.field(&d.id)).map(|(_, f)| f.label.get(lang));
            let label = field.map(|label| format!(" ({label})")).unwrap_or_default();
            writeln!(out, "  {}{label}: {}", d.id, text(d.kind.code(), &[("from", &from)]))?;
        }
    }
    if !renames.is_empty() {
        writeln!(out, "{}", text("diff.renames", &[]))?;
    }
    for r in &renames {
        writeln!(out, "  {}", text("diff.rename", &[("old", &r.old), ("new", &r.new), ("was", &r.was)]))?;
    }
    let summary = if lost == 0 { "diff.summary.kept" } else { "diff.summary.lost" };
    writeln!(out, "{}", text(summary, &[("count", &lost.to_string())]))?;
    Ok(lost == 0)
}

/// Under which heading a difference stands.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    Kept,
    Moves,
    Lost,
    Checks,
}

fn group_of(kind: ChangeKind) -> Group {
    match kind {
        ChangeKind::Added | ChangeKind::OptionsGone | ChangeKind::Constraint | ChangeKind::Text => Group::Kept,
        ChangeKind::Renamed => Group::Moves,
        ChangeKind::Lost | ChangeKind::Retyped => Group::Lost,
        ChangeKind::RuleAdded | ChangeKind::RuleGone | ChangeKind::RuleChanged => Group::Checks,
    }
}

fn difference_json(difference: &definition::diff::Difference, renames: &[definition::diff::Rename]) -> Json {
    let mut entries = vec![("change", Json::text(difference.kind.code())), ("id", Json::Text(difference.id.clone()))];
    if !difference.from.is_empty() {
        entries.push(("from", Json::Array(difference.from.iter().cloned().map(Json::Text).collect())));
    }
    entries.push(("drafts", Json::text(if difference.kind.loses() { "lost" } else { "kept" })));
    let rename = renames.iter().find(|r| difference.kind == ChangeKind::Lost && r.old == difference.id);
    if let Some(r) = rename {
        entries.push((
            "perhaps",
            Json::object([("id", Json::Text(r.new.clone())), ("was", Json::Array(vec![Json::Text(r.was.clone())]))]),
        ));
    }
    Json::object(entries)
}

fn reference(schema: bool, lint: bool, records: bool) -> Outcome {
    if records {
        write!(io::stdout().lock(), "{}", author::records_reference())?;
    } else if schema {
        print(&definition::reference::schema())?;
    } else {
        let page = if lint { i18n::diagnostics::reference() } else { definition::reference::markdown() };
        write!(io::stdout().lock(), "{page}")?;
    }
    Ok(true)
}

fn publish(paths: &[PathBuf], out: &FilePath, lang: &str) -> Outcome {
    fs::create_dir_all(out)?;
    for path in paths {
        let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let files = definition::packed::published(&name, &read_file(path)?);
        for (name, text) in files.map_err(|diagnostics| refused(path, &diagnostics, lang))? {
            fs::write(out.join(name), text)?;
        }
    }
    Ok(true)
}

fn import_form(
    file: &FilePath,
    ui: Option<&FilePath>,
    from: WrittenIn,
    report: Option<&FilePath>,
    lang: &str,
) -> Outcome {
    let format = match from {
        WrittenIn::Auto => Format::Auto,
        WrittenIn::Formio => Format::Formio,
        WrittenIn::JsonSchema => Format::JsonSchema,
        WrittenIn::JsonForms => Format::JsonForms,
    };
    let (source, ui_text) = (read_file(file)?, ui.map(read_file).transpose()?);
    let done = import::import(&source, ui_text.as_deref(), format).map_err(|e| {
        let (path, pointer) = match &e {
            import::ImportError::Json { document: import::Document::Ui, error } => {
                (ui.unwrap_or(file), &*error.pointer)
            }
            import::ImportError::Json { error, .. } => (file, &*error.pointer),
            _ => (file, ""),
        };
        let params = e.params();
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, &**value)).collect();
        Failure(format!("{}{pointer}: {}", path.display(), i18n::text(lang, e.code(), &params)))
    })?;
    let line = |entry: &import::Entry| {
        let params: Vec<(&str, &str)> = entry.params.iter().map(|(name, value)| (*name, &**value)).collect();
        let message = Json::text(&i18n::text(lang, entry.code.code(), &params));
        let Json::Object(mut entries) = entry.to_json() else { return String::new() };
        entries.push(("message".into(), message));
        Json::Object(entries).to_text()
    };
    match report {
        Some(path) => {
            let lines: Vec<String> = done.report.iter().map(line).collect();
            fs::write(path, lines.join("\n") + "\n").map_err(|e| Failure(format!("{}: {e}", path.display())))?;
        }
        None => done.report.iter().filter(|e| e.is_news()).for_each(|entry| eprintln!("{}", line(entry))),
    }
    print(&done.definition)?;
    Ok(done.report.iter().all(|e| e.verdict != Verdict::Dropped))
}

/// A file, or standard input.
fn input(file: Option<&FilePath>) -> Result<String, Failure> {
    let mut text = String::new();
    match file {
        Some(path) => text = read_file(path)?,
        None => drop(io::stdin().read_to_string(&mut text)?),
    }
    Ok(text)
}

fn read(kind: Kind, file: Option<&FilePath>, lang: &str) -> Outcome {
    let payload = input(file)?;
    let record = match kind {
        Kind::Mrz => record::read_mrz(&payload).map_err(|e| e.code()),
        Kind::LandQr => record::read_land(&payload).map_err(|e| e.code()),
        Kind::Claims => record::read_stated(&payload).map_err(|e| e.code()),
        Kind::CccdQr | Kind::Credential => record::read_id_card(&payload).map_err(|e| e.code()),
    };
    let record = record.map_err(|code| Failure(i18n::text(lang, code, &[])))?;
    print(&record_json(&record))?;
    Ok(true)
}

fn read_credential(
    file: Option<&FilePath>,
    keys: Option<&FilePath>,
    today: Option<Day>,
    challenge: Option<(&str, &str)>,
    lang: &str,
) -> Outcome {
    let refused = |path: Option<&FilePath>, e: CredentialError| {
        let path = path.map_or_else(|| "-".into(), |path| path.display().to_string());
        Failure(format!("{path}: {}: {}", e.place, i18n::text(lang, e.code.code(), &[])))
    };
    let issuers = match keys {
        Some(path) => Issuers::parse(&read_file(path)?).map_err(|e| refused(keys, e))?,
        None => Issuers::default(),
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let mut check = today.map_or(Check { now: i64::try_from(now)?, challenge: None }, Check::on);
    check.challenge = challenge.map(|(nonce, audience)| Challenge { nonce, audience });
    let credential = credential::read(&input(file)?, &issuers, &check).map_err(|e| refused(file, e))?;
    print(&credential_json(&credential, lang))?;
    Ok(credential.trust() == Trust::Verified)
}

fn credential_json(credential: &Credential, lang: &str) -> Json {
    let said = |kind: &str, code: &str| {
        let message = i18n::text(lang, &[kind, code].concat(), &[]);
        Json::object([("code", Json::text(code)), ("message", Json::text(&message))])
    };
    let doubts = credential.doubts.iter().map(|(doubt, place)| {
        let Json::Object(mut entries) = said("", doubt.code()) else { return Json::Null };
        entries.push(("place".into(), Json::text(place)));
        Json::Object(entries)
    });
    let claims = credential.stated.iter().map(|s| {
        Json::object([
            ("attribute", Json::Text(s.attribute.clone())),
            ("value", definition::value_to_json(&s.value)),
            ("part", Json::Text(s.part.clone())),
            ("sure", Json::Bool(s.sure)),
        ])
    });
    let count = |n: usize| Json::Int(n as i64);
    let disclosed = credential
        .disclosed
        .iter()
        .map(|d| Json::object([("disclosure", count(d.number)), ("claim", Json::text(&d.pointer))]));
    let withheld =
        credential.withheld.iter().map(|w| Json::object([("in", Json::text(&w.pointer)), ("count", count(w.count))]));
    let mut entries = vec![("kind", Json::Text(credential.kind.clone()))];
    entries.extend(credential.issuer.iter().map(|issuer| ("issuer", Json::Text(issuer.clone()))));
    entries.push(("trust", said("trust.", credential.trust().code())));
    entries.push(("doubts", Json::Array(doubts.collect())));
    entries.push(("holder", said("holder.", credential.holder.code())));
    // A list of withdrawn credentials would have to be fetched.
    entries.push(("withdrawn", Json::text(if credential.revocable { "not-checked" } else { "cannot-be" })));
    entries.extend(credential.issued_on.map(|d| ("issuedOn", Json::text(&d.to_string()))));
    entries.extend(credential.expires_on.map(|d| ("expiresOn", Json::text(&d.to_string()))));
    entries.push(("claims", Json::Array(claims.collect())));
    entries.push(("disclosed", Json::Array(disclosed.collect())));
    entries.push(("withheld", Json::Array(withheld.collect())));
    entries.push(("unread", Json::Array(credential.unread.iter().map(|p| Json::text(p)).collect())));
    Json::object(entries)
}

fn record_json(record: &Record) -> Json {
    let claims = record.claims.iter().map(|c| {
        Json::object([
            ("subject", Json::Text(c.subject.clone())),
            ("attribute", Json::Text(c.attribute.clone())),
            ("value", definition::value_to_json(&c.value)),
            ("part", Json::Text(c.part.clone())),
            ("sure", Json::Bool(c.sure)),
        ])
    });
    let relations = record.relations.iter().map(|(who, is, of)| {
        Json::Array(vec![Json::Text(who.clone()), Json::text(is.entry().code), Json::Text(of.clone())])
    });
    let mut entries = vec![
        ("kind", Json::text(record.kind.entry().code)),
        ("importer", Json::Int(record.importer.into())),
        ("raw", Json::Text(record.raw.clone())),
    ];
    entries.extend(record.issued_on.map(|d| ("issuedOn", Json::text(&d.to_string()))));
    entries.extend(record.expires_on.map(|d| ("expiresOn", Json::text(&d.to_string()))));
    entries.push(("claims", Json::Array(claims.collect())));
    entries.push(("relations", Json::Array(relations.collect())));
    entries.push(("warnings", Json::Array(record.warnings.iter().map(|w| Json::text(w)).collect())));
    Json::object(entries)
}

/// The records of a file: one payload a line, or the JSON that `troly read` prints.
fn records_of(path: &FilePath, lang: &str) -> Result<Vec<Record>, Failure> {
    let text = read_file(path)?;
    let payloads: Vec<String> = if text.trim_start().starts_with(['{', '[']) {
        let json = Json::parse(&text).map_err(|e| Failure(format!("{}: {}", path.display(), e.code.code())))?;
        let all = if matches!(json, Json::Array(_)) { json.items() } else { std::slice::from_ref(&json) };
        all.iter().filter_map(|r| r.get("raw").and_then(Json::as_text)).map(|raw| raw.to_string()).collect()
    } else {
        text.lines().filter(|l| !l.trim().is_empty()).map(Into::into).collect()
    };
    if payloads.is_empty() {
        return Err(Failure(format!("{}: {}", path.display(), i18n::text(lang, "card.empty", &[]))));
    }
    let read = |(i, payload): (usize, &String)| {
        record::read_id_card(payload)
            .map_err(|e| Failure(format!("{}:{}: {}", path.display(), i + 1, i18n::text(lang, e.code(), &[]))))
    };
    payloads.iter().enumerate().map(read).collect()
}

fn fill(path: &FilePath, records: &[PathBuf], casts: &[String], today: Day, lang: &str) -> Outcome {
    let definition = load(path, lang)?;
    let mut dossier = Dossier::new(definition.clone(), today);
    dossier.reduce(Action::UnitsLoaded(Rc::new(address::embedded())));
    // (file stem, person) of every record, in order.
    let mut order: Vec<(String, Rc<str>)> = Vec::new();
    for file in records {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().to_string();
        for record in records_of(file, lang)? {
            let raw = record.raw.clone();
            dossier.reduce(PeopleAction::AddRecord(record).into());
            let id = dossier.records().iter().find(|(_, r)| r.raw == raw).map(|(id, _)| id.clone());
            let person = dossier.people().iter().find(|p| p.mentions.iter().any(|m| Some(&m.record) == id.as_ref()));
            order.extend(person.map(|p| (stem.clone(), p.id.clone())));
        }
    }
    for cast in casts {
        let (role, person) = cast.split_once('=').ok_or_else(|| Failure(format!("--cast {cast}: ROLE=PERSON")))?;
        if definition.role(role).is_none() {
            let roles: Vec<&str> = definition.roles.iter().map(|r| &*r.id).collect();
            return Err(Failure(format!("--cast {role}: no such role; there are {}", roles.join(", "))));
        }
        let person = find_person(&dossier, &order, person)
            .ok_or_else(|| Failure(format!("--cast {role}: that person is in none of the records")))?;
        dossier.reduce(PeopleAction::Cast { role: role.into(), person: Some(person) }.into());
    }
    let Json::Object(mut out) = Json::parse(&dossier.export()).map_err(|e| Failure(e.code.code().into()))? else {
        return Err(Failure("export".into()));
    };
    let empty = dossier.answers().filter_map(|(p, a)| a.empty.map(|e| (p.as_str(), Json::text(e.code()))));
    let offered = dossier.answers().filter(|(_, a)| !a.proposals.is_empty()).map(|(p, a)| {
        let one = |c: &troly::prefill::Candidate| {
            Json::object([
                ("value", definition::value_to_json(&c.value)),
                ("unofficial", Json::Bool(c.unofficial)),
                ("origin", c.origin.to_json()),
            ])
        };
        (p.as_str(), Json::Array(a.proposals.iter().map(one).collect()))
    });
    let coverage = dossier.coverage();
    out.push(("empty".into(), Json::object(empty)));
    out.push(("proposals".into(), Json::object(offered)));
    out.push(("castingFindings".into(), findings_json(dossier.casting_findings(), lang)));
    out.push((
        "coverage".into(),
        Json::object([
            ("boxes", Json::Int(coverage.boxes as i64)),
            ("filled", Json::Int(coverage.filled as i64)),
            ("missing", Json::Int(coverage.missing as i64)),
        ]),
    ));
    print(&Json::Object(out))?;
    Ok(true)
}

fn find_person(dossier: &Dossier, order: &[(String, Rc<str>)], wanted: &str) -> Option<Rc<str>> {
    let by_number = |p: &&troly::dossier::Person| {
        p.mentions.iter().any(|m| {
            let number =
                |r: &Rc<Record>| r.first(&m.subject, "person.id.number").and_then(|v| v.as_text()) == Some(wanted);
            dossier.records().iter().any(|(id, r)| *id == m.record && number(r))
        })
    };
    if let Some(person) = dossier.people().iter().find(by_number) {
        return Some(person.id.clone());
    }
    if let Some((_, person)) = order.iter().find(|(stem, _)| stem == wanted) {
        return Some(person.clone());
    }
    if let Some((_, person)) = wanted.parse::<usize>().ok().and_then(|n| order.get(n.checked_sub(1)?)) {
        return Some(person.clone());
    }
    // Two people of one name: nobody is guessed.
    let mut named = dossier
        .people()
        .iter()
        .filter(|p| text::same_name(&p.name, wanted) || text::fold(&p.name) == text::fold(wanted));
    let first = named.next()?;
    named.next().is_none().then(|| first.id.clone())
}

fn check(path: &FilePath, dossier: &FilePath, today: Day, lang: &str) -> Outcome {
    let definition = load(path, lang)?;
    let text = read_file(dossier)?;
    let file = dossier.display();
    let opened = Dossier::import(definition.clone(), today, &text).or_else(|e| match e {
        // Bare data, as a back end has it, is checked as if the citizen had typed it.
        ImportError::NotADossier => Dossier::from_data(definition, today, &text),
        e => Err(e),
    });
    let mut dossier = opened.map_err(|e| Failure(format!("{file}: {}", import_text(&e, lang))))?;
    dossier.reduce(Action::UnitsLoaded(Rc::new(address::embedded())));
    let all: Vec<Finding> = dossier.casting_findings().iter().chain(dossier.findings()).cloned().collect();
    print(&findings_json(&all, lang))?;
    Ok(!dossier.blocked())
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn findings_json(findings: &[Finding], lang: &str) -> Json {
    let one = |f: &Finding| {
        let words = i18n::finding(f, lang);
        let mut entries = vec![
            ("code", Json::Text(f.code.clone())),
            ("severity", Json::text(severity(f.severity))),
            ("paths", Json::Array(f.paths.iter().map(|p| Json::text(p.as_str())).collect())),
            ("message", Json::text(&words.what)),
            ("law", Json::Array(f.law.iter().cloned().map(Json::Text).collect())),
        ];
        if let Some(fix) = &f.fix {
            let set =
                fix.set.iter().map(|(p, v)| (p.as_str(), v.as_ref().map_or(Json::Null, definition::value_to_json)));
            entries.push((
                "fix",
                Json::object([("label", Json::text(&words.how.unwrap_or_default())), ("set", Json::object(set))]),
            ));
        }
        Json::object(entries)
    };
    Json::Array(findings.iter().map(one).collect())
}

fn addresses(land: bool, full: bool, lang: &str) -> Outcome {
    let units = address::embedded();
    let subject = if land { Subject::Land } else { Subject::People };
    let explain_in = if lang == "en" { address::Lang::En } else { address::Lang::Vi };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let input = String::from_utf8_lossy(&line);
        let input = input.trim_end_matches('\r');
        let conversion = units.convert(input, subject);
        let candidates = conversion.candidates.iter().map(|c| {
            Json::object([
                ("code", Json::text(&c.code)),
                ("name", Json::text(&c.name)),
                ("province", Json::text(&c.province_name)),
                ("basis", Json::text(c.basis.code())),
            ])
        });
        let mut entries = vec![
            ("input", Json::text(input)),
            ("status", Json::text(conversion.status.code())),
            ("candidates", Json::Array(candidates.collect())),
        ];
        if full {
            entries.push(("detail", Json::text(&conversion.detail)));
            entries.push(("old", Json::Array(conversion.old.iter().map(|o| Json::text(&o.line())).collect())));
            entries.push(("law", Json::text(&conversion.law)));
            entries.push(("explanation", Json::text(&address::explain(&conversion, explain_in))));
        }
        writeln!(out, "{}", Json::object(entries).to_text())?;
    }
    out.flush()?;
    Ok(true)
}

fn origins() -> Outcome {
    let units = address::embedded();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let input = String::from_utf8_lossy(&line);
        let input = input.trim();
        let named = || {
            let found = units.convert(input, Subject::People);
            (found.status == address::Status::AlreadyNew).then(|| units.commune(&found.candidates[0].code)).flatten()
        };
        let commune = units.commune(input).or_else(named);
        let origin = |old: address::OldUnit| {
            let whole = units.successors(&old.code, Subject::Land).len() == 1;
            Json::object([
                ("code", Json::text(&old.code)),
                ("name", Json::text(&old.line())),
                ("part", Json::text(if whole { "whole" } else { "part" })),
            ])
        };
        let from = commune.iter().flat_map(|c| units.origins(&c.code)).map(origin).collect();
        let entries = [
            ("input", Json::text(input)),
            ("commune", commune.as_ref().map_or(Json::Null, |c| Json::text(&c.line()))),
            ("code", commune.as_ref().map_or(Json::Null, |c| Json::text(&c.code))),
            ("origins", Json::Array(from)),
        ];
        writeln!(out, "{}", Json::object(entries).to_text())?;
    }
    out.flush()?;
    Ok(true)
}

fn units_diff(old: &FilePath, new: &FilePath, json: bool) -> Outcome {
    for folder in [old, new] {
        if !folder.is_dir() {
            return Err(Failure(format!("{}: no such folder", folder.display())));
        }
    }
    let found = address::diff::diff(
        |name| fs::read_to_string(old.join(name)).ok(),
        |name| fs::read_to_string(new.join(name)).ok(),
    )?;
    let level = |table: &str| match table {
        "provinces_new.csv" => "province",
        "units_new.csv" => "commune",
        "provinces_old.csv" => "old province",
        "districts_old.csv" => "old district",
        _ => "old unit",
    };
    if json {
        let maybe = |text: Option<&str>| text.map_or(Json::Null, Json::text);
        let units = found.units.iter().map(|u| {
            Json::object([
                ("what", Json::text(u.what.code())),
                ("level", Json::text(level(u.table))),
                ("code", Json::text(&u.code)),
                ("name", Json::text(&u.name)),
                ("before", maybe(u.what.before())),
                ("place", Json::text(&u.place)),
            ])
        });
        let edges = found.edges.iter().map(|e| {
            Json::object([
                ("what", Json::text(e.code())),
                ("old", Json::text(&e.old)),
                ("new", Json::text(&e.new)),
                ("before", maybe(e.before.as_deref())),
                ("now", maybe(e.now.as_deref())),
            ])
        });
        let lines = found.lines.iter().map(|l| {
            Json::object([
                ("what", Json::text(if l.added { "added" } else { "removed" })),
                ("table", Json::text(l.table)),
                ("cells", Json::Array(l.cells.iter().map(|c| Json::text(c)).collect())),
            ])
        });
        let all = [
            ("units", Json::Array(units.collect())),
            ("edges", Json::Array(edges.collect())),
            ("lines", Json::Array(lines.collect())),
            ("leftOut", Json::Array(found.left_out.iter().map(|t| Json::text(t)).collect())),
        ];
        println!("{}", Json::object(all).to_text());
        return Ok(found.is_empty());
    }
    for u in &found.units {
        let before = u.what.before().map(|b| format!("   (before: {b})")).unwrap_or_default();
        let place = if u.place.is_empty() { String::new() } else { format!(" in {}", u.place) };
        println!("{:<10} {:<12} {:>5}  {}{place}{before}", u.what.code(), level(u.table), u.code, u.name);
    }
    for e in &found.edges {
        let side = |s: &Option<String>| s.clone().unwrap_or_else(|| "–".to_owned());
        println!("{:<10} {:<12} {:>5} → {}  {} → {}", e.code(), "way", e.old, e.new, side(&e.before), side(&e.now));
    }
    for l in &found.lines {
        println!("{:<10} {:<12} {}", if l.added { "added" } else { "removed" }, l.table, l.cells.join(","));
    }
    for table in &found.left_out {
        println!("left out   {table}: one of the folders does not have it");
    }
    println!("{} units, {} ways, {} other lines changed", found.units.len(), found.edges.len(), found.lines.len());
    Ok(found.is_empty())
}

fn paste(path: &FilePath, json: bool) -> Outcome {
    let text = read_file(path)?;
    let units = address::embedded();
    let found = paste::find(&text, Some(&units));
    let value = |f: &paste::Found| match &f.value {
        Value::Date(date) => date.to_string(),
        other => other.as_text().unwrap_or_default().to_owned(),
    };
    let quoted = |f: &paste::Found| text.get(f.span.clone()).unwrap_or_default().to_owned();
    if json {
        for f in &found {
            print_line(&Json::object([
                ("person", Json::Int(f.person as i64)),
                ("attribute", Json::text(f.attribute)),
                ("value", Json::text(&value(f))),
                ("sure", Json::Bool(f.sure)),
                ("start", Json::Int(f.span.start as i64)),
                ("end", Json::Int(f.span.end as i64)),
                ("text", Json::text(&quoted(f))),
            ]))?;
        }
        return Ok(true);
    }
    let mut out = io::stdout().lock();
    for f in &found {
        let place = format!("{}..{}", f.span.start, f.span.end);
        let sure = if f.sure { ' ' } else { '?' };
        writeln!(out, "{:>2} {:24} {sure} {:30} {place:>12}  {:?}", f.person + 1, f.attribute, value(f), quoted(f))?;
    }
    Ok(true)
}
