//! Fenced blocks: questions, rows of a log, code.

use super::{Mark, ProblemKind, address};
use crate::article::writer::Writer;
use crate::text::ArticleWord;

/// Writes the block whose opening fence says `info`.
pub(super) fn write(writer: &mut Writer, info: &str, content: &str) -> Result<(), ProblemKind> {
    let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
    match kind {
        "predict" => predict(writer, content),
        "log" => log(writer, rest, content),
        "csharp" | "xml" | "text" => code(writer, rest, content),
        _ => Err(ProblemKind::Block(info.to_owned())),
    }
}

/// A question with answers: a reader commits to one before reading on. Works without scripts.
///
/// ```text
/// The question?
///
/// - [ ] An answer
///   What one believes who gives it.
/// - [x] The right answer
///   Why it is right.
/// ```
fn predict(writer: &mut Writer, content: &str) -> Result<(), ProblemKind> {
    let (question, answers) = question(content).ok_or_else(|| ProblemKind::Block("predict".to_owned()))?;
    let id = format!("question-{}", writer.next_question());
    writer.raw("<section class=\"predict\"");
    writer.attribute("aria-labelledby", &id);
    writer.raw("><p class=\"ask\"");
    writer.attribute("id", &id);
    writer.raw(">");
    writer.inline(&question);
    writer.raw("</p>");
    for answer in &answers {
        writer.raw("<details");
        writer.attribute("name", &id);
        writer.raw("><summary>");
        writer.inline(&answer.text);
        writer.raw("</summary><p><b>");
        let verdict = writer.word(if answer.right { ArticleWord::Right } else { ArticleWord::NotSo });
        writer.text(&verdict);
        writer.raw("</b> ");
        writer.inline(&answer.belief);
        writer.raw("</p></details>");
    }
    writer.raw("</section>");
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let right = answers.iter().position(|answer| answer.right).map_or(u32::MAX, count);
    writer.mark(Mark::Predict { answers: count(answers.len()), right });
    Ok(())
}

struct Answer {
    right: bool,
    text: String,
    belief: String,
}

/// The question and its answers, if there is exactly one right answer and a belief behind each.
fn question(content: &str) -> Option<(String, Vec<Answer>)> {
    let mut question = String::new();
    let mut answers: Vec<Answer> = Vec::new();
    for line in content.lines() {
        let right = line.starts_with("- [x] ");
        if let Some(text) = line.strip_prefix("- [x] ").or_else(|| line.strip_prefix("- [ ] ")) {
            answers.push(Answer { right, text: text.to_owned(), belief: String::new() });
            continue;
        }
        let words = answers.last_mut().map_or(&mut question, |answer| &mut answer.belief);
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(line.trim());
    }
    let one_is_right = answers.iter().filter(|answer| answer.right).count() == 1;
    let all_are_said = answers.len() > 1 && answers.iter().all(|answer| !answer.belief.is_empty());
    (one_is_right && all_are_said && !question.is_empty()).then_some((question, answers))
}

/// Rows of the IIS log of a run, which the tests compare with that run: `log run:hung-dependency?seed=7`.
fn log(writer: &mut Writer, rest: &str, content: &str) -> Result<(), ProblemKind> {
    let run = rest.strip_prefix("run:").and_then(address::run);
    let Some((run, None)) = run else { return Err(ProblemKind::Block(format!("log {rest}"))) };
    let rows: Vec<String> = content.lines().map(str::to_owned).collect();
    writer.raw("<pre class=\"log\" tabindex=\"0\" role=\"region\"");
    let name = writer.word(ArticleWord::LogRows);
    writer.attribute("aria-label", &name);
    writer.raw(">");
    for row in content.lines() {
        // Where a row has to be broken, the numbers at its end stay together.
        let numbers = row.rmatch_indices(' ').nth(3).map_or(0, |(space, _)| space + 1);
        let (fields, numbers) = row.split_at(numbers);
        writer.raw("<span class=\"ln\">");
        writer.text(fields);
        writer.raw("<span class=\"log-end\">");
        writer.text(numbers);
        writer.raw("</span></span>");
    }
    writer.raw("</pre>");
    writer.mark(Mark::Log(rows.clone()));
    writer.log(run, rows);
    Ok(())
}

/// Code: `csharp StockController.cs:27 hit=31` names the file, the number of the first line, and the culprit.
fn code(writer: &mut Writer, rest: &str, content: &str) -> Result<(), ProblemKind> {
    let wrong = || ProblemKind::Block(rest.to_owned());
    let (place, hit) = rest.split_once(" hit=").unwrap_or((rest, ""));
    let hit: Option<u32> = if hit.is_empty() { None } else { Some(hit.parse().map_err(|_| wrong())?) };
    let (file, first) = match place.split_once(':') {
        Some((file, first)) => (file, Some(first.parse::<u32>().map_err(|_| wrong())?)),
        None => (place, None),
    };
    writer.raw("<div class=\"code\">");
    if !file.is_empty() {
        writer.raw("<div class=\"cap\"><span class=\"mono\">");
        writer.text(file);
        writer.raw("</span></div>");
    }
    writer.raw("<pre tabindex=\"0\" role=\"region\"");
    let name = if file.is_empty() { writer.word(ArticleWord::Code) } else { file.to_owned() };
    writer.attribute("aria-label", &name);
    writer.raw(">");
    for (number, line) in (first.unwrap_or(1)..).zip(content.lines()) {
        writer.raw(if hit == Some(number) { "<span class=\"ln hit\"" } else { "<span class=\"ln\"" });
        if first.is_some() {
            writer.attribute("data-n", &number.to_string());
        }
        writer.raw(">");
        // An empty block would have no height.
        writer.text(if line.is_empty() { " " } else { line });
        writer.raw("</span>");
    }
    writer.raw("</pre></div>");
    writer.mark(Mark::Code(content.to_owned()));
    Ok(())
}
