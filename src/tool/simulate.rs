//! `simulate`: the engine without a page. Writes an artefact of the run to stdout or a file; what a reader must know besides
//! (the digest, what was taken from a log, what the scenario expected) goes to stderr.

mod input;
mod summary;

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bad_gateway::artefact::w3c;
use bad_gateway::kernel::{Span, Time, decimal};
use bad_gateway::lab::{claim, record};
use bad_gateway::plan::Plan;
use bad_gateway::plan::limits::{ENDS_AT_MS, MAX_REQUESTS};
use bad_gateway::scenario::Scenario;
use bad_gateway::trace::Trace;
use bad_gateway::vocabulary::PlaceId;
use lexopt::Parser;
use lexopt::prelude::*;

use crate::failure::{Failure, Result};
use summary::Summary;

/// For `--help`.
pub const HELP: &str = "\
simulate SCENARIO.json|NAME:
  --seed N         another seed than the scenario's own
  --for SPAN       how long the run lasts: 90s, 10m, 1h
  --replay LOG     the arrivals of a W3C log (IIS) as the load, in place of the scenario's own
  --format F       what is written: summary (a text), json (the same for programs) or w3c (the IIS log)
  --at NAME        with w3c: the log of this gateway, where it is not the one that clients ask
  --out PATH       a file, or a folder: then the name carries the digest of the run
";

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Summary,
    Json,
    W3c,
}

impl Format {
    const ALL: [(&str, Self); 3] = [("summary", Self::Summary), ("json", Self::Json), ("w3c", Self::W3c)];

    fn parse(word: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|(name, _)| *name == word);
        known.map(|&(_, format)| format).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name).join(", ");
            Failure::usage(format!("There is no format `{word}`")).mend(format!("use one of {names}"))
        })
    }

    /// The name of a file of this format, with the short digest, so that two runs are told apart.
    fn file_name(self, scenario: &Scenario, trace: &Trace) -> String {
        let digest = trace.digest().short();
        match self {
            Self::Summary => format!("{}_{digest}.txt", scenario.slug),
            Self::Json => format!("{}_{digest}.json", scenario.slug),
            Self::W3c => {
                let name = w3c::file_name(scenario.starts_at_unix_s);
                format!("{}_{digest}.log", name.trim_end_matches(".log"))
            }
        }
    }
}

#[derive(Debug)]
struct Options {
    scenario: String,
    seed: Option<u64>,
    lasts: Option<Span>,
    replay: Option<PathBuf>,
    format: Format,
    at: Option<String>,
    out: Option<PathBuf>,
}

impl Options {
    fn parse(arguments: &mut Parser) -> Result<Option<Self>> {
        let (mut scenario, mut seed, mut lasts, mut replay, mut at, mut out) = (None, None, None, None, None, None);
        let mut format = Format::Summary;
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("seed") => seed = Some(number(&arguments.value()?.string()?)?),
                Long("for") => lasts = Some(span(&arguments.value()?.string()?)?),
                Long("replay") => replay = Some(arguments.value()?.into()),
                Long("format") => format = Format::parse(&arguments.value()?.string()?)?,
                Long("at") => at = Some(arguments.value()?.string()?),
                Long("out") => out = Some(arguments.value()?.into()),
                Long("help") | Short('h') => return Ok(None),
                Value(name) if scenario.is_none() => scenario = Some(name.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        let Some(scenario) = scenario else {
            return Err(Failure::usage("simulate needs a scenario").mend(input::known()));
        };
        Ok(Some(Self { scenario, seed, lasts, replay, format, at, out }))
    }
}

/// Runs the command.
///
/// # Errors
/// If the input is unusable, if the result cannot be written, or if the run is not as the scenario expects.
pub fn run(arguments: &mut Parser) -> Result {
    let Some(options) = Options::parse(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let mut scenario = input::scenario(&options.scenario)?;
    let claims = claims(&scenario)?;
    if let Some(path) = &options.replay {
        scenario = input::replayed(&scenario, path)?;
    }
    if let Some(lasts) = options.lasts {
        shorten(&mut scenario, lasts)?;
    }
    let gateway = gateway(&scenario.plan, options.at.as_deref())?;
    let seed = options.seed.unwrap_or(scenario.seed());
    let own_run = options.replay.is_none() && options.lasts.is_none() && seed == scenario.seed();

    let trace = record(&scenario.plan, seed);
    let verdicts = if own_run { claim::check(&claims, &trace) } else { Vec::new() };
    let text = match options.format {
        Format::Summary => Summary::of(&scenario, seed, &trace, &verdicts).text(),
        Format::Json => Summary::of(&scenario, seed, &trace, &verdicts).json(),
        Format::W3c => {
            let starts = scenario.starts_at_unix_s;
            w3c::file(&w3c::rows(&trace, gateway, starts), starts)
        }
    };
    match &options.out {
        None => to_stdout(&text)?,
        Some(path) => to_file(path, &options.format.file_name(&scenario, &trace), &text)?,
    }
    eprintln!("digest {}", trace.digest().long());
    for verdict in &verdicts {
        eprintln!("expect {verdict}");
    }
    match verdicts.iter().filter(|verdict| !verdict.holds).count() {
        0 => Ok(()),
        failed => {
            Err(Failure::new(format!("The run is not as expected: {failed} of {} claims do not hold", verdicts.len())))
        }
    }
}

/// The gateway with this name; that which clients ask if none is given.
fn gateway(plan: &Plan, name: Option<&str>) -> Result<PlaceId> {
    let Some(name) = name else { return Ok(plan.entry().place) };
    plan.place_named(name).filter(|place| plan.gateway(*place).is_some()).ok_or_else(|| {
        let names: Vec<&str> = plan.gateways.iter().map(|gateway| &*plan.place(gateway.place).name).collect();
        Failure::usage(format!("There is no gateway `{name}`")).mend(format!("use one of {}", names.join(", ")))
    })
}

fn claims(scenario: &Scenario) -> Result<Vec<claim::Claim>> {
    let (claims, problems): (Vec<_>, Vec<_>) =
        scenario.expect().iter().map(|text| claim::parse(text)).partition(std::result::Result::is_ok);
    let problems: Vec<String> =
        problems.into_iter().filter_map(std::result::Result::err).map(|problem| format!("expect: {problem}")).collect();
    if problems.is_empty() {
        return Ok(claims.into_iter().flatten().collect());
    }
    Err(Failure::usage(format!("{} expects what cannot be checked", scenario.slug))
        .because(problems.join("\n"))
        .mend("write it as in `first(502.3).request=41`; see the comment at the top of src/lab/claim.rs"))
}

/// Lets the run end at another instant.
fn shorten(scenario: &mut Scenario, lasts: Span) -> Result {
    let ends_at = Time::ZERO + lasts;
    let requests = u128::from(scenario.load_per_mille()) * u128::from(lasts.ms()) / 1_000_000;
    let replays = scenario.load_per_mille() == 0;
    if !replays && (lasts > Span::from_ms(*ENDS_AT_MS.end()) || requests > u128::from(MAX_REQUESTS)) {
        return Err(Failure::usage("--for is too long")
            .because(format!(
                "a run lasts at most 1h and has at most {MAX_REQUESTS} requests; this one would have {requests}"
            ))
            .mend("shorten it, or lower client.requests_per_1000_s"));
    }
    let plan = Arc::make_mut(&mut scenario.plan);
    plan.ends_at = if replays { plan.ends_at.min(ends_at) } else { ends_at };
    Ok(())
}

fn to_stdout(text: &str) -> Result {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        // Whoever reads, `head` for one, has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new("The result cannot be written to stdout").because(error))
        }
        _ => Ok(()),
    }
}

fn to_file(path: &Path, name: &str, text: &str) -> Result {
    let is_folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    let file = if is_folder { path.join(name) } else { path.to_owned() };
    let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
    written.map_err(|error| Failure::new(format!("{} cannot be written", file.display())).because(error))?;
    eprintln!("wrote {}", file.display());
    Ok(())
}

fn number(text: &str) -> Result<u64> {
    text.parse().map_err(|_| {
        Failure::usage(format!("--seed {text}: that is no seed"))
            .mend("use a whole number from 0 to 18446744073709551615")
    })
}

/// `90s`, `10m`, `1h`, `1500ms`.
fn span(text: &str) -> Result<Span> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match &text[digits..] {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let span =
        unit.and_then(|unit: u64| decimal::whole(&text.as_bytes()[..digits])?.checked_mul(unit)).filter(|ms| *ms > 0);
    span.map(Span::from_ms).ok_or_else(|| {
        Failure::usage(format!("--for {text}: that is no length of time")).mend("write it as 90s, 10m or 1h")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(span("90s"), Ok(Span::from_s(90)));
        assert_eq!(span("10m"), Ok(Span::from_s(600)));
        assert_eq!(span("1h"), Ok(Span::from_s(3_600)));
        assert_eq!(span("1500ms"), Ok(Span::from_ms(1_500)));
        for bad in ["", "10", "m", "-1s", "1.5s", "0s", "9999999999999999999h", "10 m", "1d", "ㅋs"] {
            let failure = span(bad).expect_err(bad);
            assert_eq!(failure.exit_code(), 2);
            assert!(failure.to_string().starts_with(&format!("error: --for {bad}: ")), "{failure}");
        }
    }

    fn options(arguments: &[&str]) -> Result<Option<Options>> {
        Options::parse(&mut Parser::from_args(arguments))
    }

    #[test]
    fn arguments() {
        let all = [
            "x.json",
            "--seed",
            "9",
            "--for=10m",
            "--replay",
            "u_ex.log",
            "--format",
            "w3c",
            "--at=edge",
            "--out",
            "there/",
        ];
        let options = options(&all).expect("good").expect("not --help");
        assert_eq!(
            (options.scenario.as_str(), options.seed, options.lasts),
            ("x.json", Some(9), Some(Span::from_s(600)))
        );
        assert_eq!(options.at.as_deref(), Some("edge"));
        assert_eq!((options.replay, options.format), (Some("u_ex.log".into()), Format::W3c));
        assert_eq!(options.out, Some("there/".into()));
    }

    #[test]
    fn wrong_arguments_are_named() {
        for (arguments, told) in [
            (&[][..], "simulate needs a scenario"),
            (&["a", "b"], "unexpected argument \"b\""),
            (&["a", "--seed"], "missing argument for option '--seed'"),
            (&["a", "--seed", "x"], "--seed x: that is no seed"),
            (&["a", "--format", "pcap"], "There is no format `pcap`"),
            (&["a", "--frobnicate"], "invalid option '--frobnicate'"),
        ] {
            let failure = options(arguments).expect_err(told);
            assert_eq!(failure.exit_code(), 2, "{failure}");
            assert!(failure.to_string().contains(told), "{failure}");
        }
    }

    #[test]
    fn the_log_is_that_of_the_entry_or_of_a_gateway_by_name() {
        let plan = bad_gateway::scenario::open("healthy-farm").expect("a scenario of the library").plan;
        assert_eq!(gateway(&plan, None), Ok(PlaceId(1)));
        assert_eq!(gateway(&plan, Some("A")), Ok(PlaceId(1)));
        let failure = gateway(&plan, Some("B")).expect_err("an application writes no such log");
        assert!(failure.to_string().contains("There is no gateway `B`"), "{failure}");
    }

    #[test]
    fn a_run_ends_where_it_is_told() {
        let mut scenario = bad_gateway::scenario::open("healthy-farm").expect("a scenario of the library");
        assert_eq!(shorten(&mut scenario, Span::from_s(600)), Ok(()));
        assert_eq!(scenario.plan.ends_at, Time::from_ms(600_000));
        assert!(shorten(&mut scenario, Span::from_s(3_601)).is_err());
        let mut replayed = scenario.with_arrivals(vec![Time::ZERO]);
        assert_eq!(shorten(&mut replayed, Span::from_s(9_999)), Ok(()));
        assert_eq!(replayed.plan.ends_at, Time::from_ms(40_000), "a log does not grow");
    }

    #[test]
    fn names_of_files_carry_the_digest() {
        let scenario = bad_gateway::scenario::open("healthy-farm").expect("a scenario of the library");
        let trace = Trace::new(&scenario.plan);
        let digest = trace.digest().short();
        let name = |format: Format| format.file_name(&scenario, &trace);
        assert_eq!(name(Format::Summary), format!("healthy-farm_{digest}.txt"));
        assert_eq!(name(Format::W3c), format!("u_ex261110_{digest}.log"));
    }
}
