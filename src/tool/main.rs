//! The executable: reads the arguments and hands over to the module of the command.

use std::process::ExitCode;

use bad_gateway_tool::failure::{Failure, Result};
use bad_gateway_tool::toolchain::Route;
use bad_gateway_tool::{check, publish, simulate, watch};
use lexopt::Parser;
use lexopt::prelude::*;

const HELP: &str = "\
Bad Gateway: a laboratory for HTTP 502.3

  cargo run                     build the site, serve it, and build again what is edited
  cargo run -- build            write the static site to a folder
  cargo run -- simulate NAME    run a scenario without a page: its summary, or the IIS log
  cargo run -- check            what axe and Lighthouse say of the site, and how much `/` transfers

Without a command:
  --port N         the port to serve on (5023; 0 is any free one)
  --host ADDRESS   the address to serve on (127.0.0.1)
  --open           open a browser
build:
  --base URL       where the site will be published: for the sitemap and the canonical links
  --out DIR        where it is written (dist)
check:
  --site DIR       check this site, which has been built, instead of building one
All:
  --wasm-route R   how to come by the WebAssembly standard library: installed, rustup or debian
                   (all three are tried, in this order)
  --help           this text
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result {
    let mut words = std::env::args_os().skip(1).peekable();
    let command = words.next_if(|word| !word.to_string_lossy().starts_with('-'));
    let mut arguments = Parser::from_args(words);
    match command.as_ref().map(|command| command.to_string_lossy()).as_deref() {
        None => serve_site(&mut arguments),
        Some("build") => build_site(&mut arguments),
        Some("check") => check_site(&mut arguments),
        Some("simulate") => simulate::run(&mut arguments),
        Some("help") => help(),
        Some(other) => Err(Failure::usage(format!("There is no command `{other}`"))),
    }
}

fn serve_site(arguments: &mut Parser) -> Result {
    let mut options = watch::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("host") => options.host = arguments.value()?.string()?,
            Long("open") => options.open = true,
            Long("wasm-route") => options.route = Some(route(arguments)?),
            Long("help") | Short('h') => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    watch::run(&options)
}

fn build_site(arguments: &mut Parser) -> Result {
    let mut options = publish::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("base") => options.base = Some(arguments.value()?.string()?),
            Long("out") => options.out = Some(arguments.value()?.into()),
            Long("wasm-route") => options.route = Some(route(arguments)?),
            Long("help") | Short('h') => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    publish::run(&options)
}

fn check_site(arguments: &mut Parser) -> Result {
    let mut options = check::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("site") => options.site = Some(arguments.value()?.into()),
            Long("wasm-route") => options.route = Some(route(arguments)?),
            Long("help") | Short('h') => return help(),
            other => return Err(other.unexpected().into()),
        }
    }
    check::run(&options)
}

fn route(arguments: &mut Parser) -> Result<Route> {
    Route::parse(&arguments.value()?.string()?)
}

fn help() -> Result {
    print!("{HELP}{}", simulate::HELP);
    Ok(())
}
