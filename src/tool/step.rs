//! Steps of work: each says that it begins and how long it took, and a program it runs is given a time limit.

#![expect(clippy::disallowed_types, reason = "the tool may ask for the time; the core is told it")]

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};

/// Runs `work`, saying on stderr that it begins and how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("{name} …");
    let begun = Instant::now();
    let done = work()?;
    let took = begun.elapsed();
    if took >= Duration::from_secs(1) {
        eprintln!("{name}: {:.1} s", took.as_secs_f32());
    }
    Ok(done)
}

/// How a program ended, and what it wrote.
#[derive(Debug)]
pub struct Ran {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error; empty if that went to the terminal.
    pub stderr: String,
}

/// Where a program's standard error goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stderr {
    /// To the reader, as it is written.
    Shown,
    /// Kept.
    Kept,
}

/// Runs a program to its end, at most for `limit`; then it is stopped, and that is a failure.
pub fn run(command: &mut Command, limit: Duration, stderr: Stderr) -> Result<Ran> {
    let name = format!("`{}`", shown(command));
    let failed = |why: &dyn std::fmt::Display| Failure::new(format!("{name} could not be run")).because(why);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(if stderr == Stderr::Shown { Stdio::inherit() } else { Stdio::piped() });
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| failed(&error))? {
            break status;
        }
        if begun.elapsed() > limit {
            // It may have ended in this moment; either way it is gone after `wait`.
            let _ = child.kill();
            let _ = child.wait();
            return Err(Failure::new(format!("{name} did not end within {} s and was stopped", limit.as_secs())));
        }
        thread::sleep(Duration::from_millis(20));
    };
    Ok(Ran { status, stdout: out.join().unwrap_or_default(), stderr: err.join().unwrap_or_default() })
}

/// Like [`run`] with kept output, and anything but success is a failure that quotes it.
pub fn run_well(command: &mut Command, limit: Duration) -> Result<String> {
    let ran = run(command, limit, Stderr::Kept)?;
    if ran.status.success() {
        return Ok(ran.stdout);
    }
    let said = if ran.stderr.trim().is_empty() { &ran.stdout } else { &ran.stderr };
    Err(Failure::new(format!("`{}` failed ({})", shown(command), ran.status)).because(tail(said, 30)))
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What came before an error is what there is to quote.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<_> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let failure = run_well(&mut Command::new("no-such-program-here"), Duration::from_secs(1)).unwrap_err();
        assert!(failure.to_string().starts_with("error: `no-such-program-here` could not be run"), "{failure}");
    }

    #[test]
    fn the_tail_keeps_the_last_lines() {
        assert_eq!(tail("a\nb\nc", 2), "b\nc");
        assert_eq!(tail("a", 2), "a");
    }
}
