/** @param {number} share */
const percent = (share) => `${Math.round(share * 100)}%`;

/** The words of the button that opens the chat; they come with it, before the rest. */
export const launcher = {
  ask: "Ask Sheetwise",
  chat: "Sheetwise",
  loading: "Loading",
  failed: "The tutor cannot be loaded. Close this and try again in a moment.",
};

/**
 * Every text of the interface, in English.
 */
export const strings = {
  locale: "en-GB",

  name: "Sheetwise",
  tagline: "Short answers, quoted from the sheets.",
  conversation: "Conversation",
  openSheets: "Sheets",
  closeChat: "Close the chat",
  connection: {
    offline: "You are offline. What you ask is kept and sent when you are back.",
    lost: "The tutor cannot be reached. Trying again.",
    back: "The tutor is there again.",
  },
  showEarlier: "Show earlier messages",
  sourcePanel: "Source",

  welcomeTitle: "What would you like to know?",
  welcomeText:
    "Ask about an AWS machine-learning service or concept, or paste an exam question with its options. Every " +
    "sentence of an answer is quoted from a sheet; its number opens the place where it stands.",
  examplesLabel: "Questions to start with",
  examples: [
    "Which service finds faces in photos?",
    "What is SageMaker Neo?",
    "Kinesis Data Streams or Data Firehose?",
    "Is Amazon Forecast still available?",
    "Quiz me on security",
  ],

  placeholder: "Ask a question",
  send: "Send",
  waiting: "Looking in the sheets",
  messages: "Messages",
  you: "You",

  citation: (number, path) => `Source ${number}: ${path}`,
  sources: (n) => (n === 1 ? "1 source" : `${n} sources`),
  openInSheet: "Open in the sheet",
  alternatives: "Also possible",
  suggestions: "Next questions",
  comparison: (names) => `Comparison of ${names.join(", ")}`,
  aspect: "Aspect",
  notSaid: "The sheets do not say",
  scrollTable: "Comparison table; scrolls sideways",
  nearest: "Nearest in the sheets",

  chosen: (signs) => (signs ? `The sheets speak for ${signs}` : "The sheets do not speak for any option"),
  options: "Options",
  verdicts: { right: "Right", wrong: "Not this one", unknown: "The sheets cannot judge" },
  cues: "What decides",
  unsure: "The options lie close together. Compare the reasons and check before you rely on this.",

  questionOf: (position, total) => `Question ${position} of ${total}`,
  question: (position) => `Question ${position}`,
  difficulties: { easy: "easy", medium: "medium", hard: "hard" },
  fields: {
    single: () => "Choose one",
    multiple: (n) => `Choose ${["", "one", "two", "three", "four", "five"][n] ?? n}`,
    ordering: () => "Put the steps in order, the first at the top",
    matching: () => "Choose what belongs to each",
    text: () => "Your answer",
  },
  moveStep: { up: (sign) => `Move ${sign} up`, down: (sign) => `Move ${sign} down` },
  movedStep: (sign, place, n) => `${sign} is now ${place} of ${n}.`,
  chooseMatch: "Choose",
  noMatch: "Nothing chosen",
  confidence: "How sure are you? (optional)",
  confidences: { sure: "Sure", "think so": "Think so", guess: "Guess" },
  checkAnswer: "Check",
  saveAnswer: "Save and go on",
  lacks: {
    single: "Choose an option first.",
    multiple: (n) => `Choose ${["", "one option", "two options", "three options"][n] ?? `${n} options`}.`,
    matching: "Choose a match for each first.",
    text: "Write an answer first.",
  },
  otherWays: "Other ways to go on",
  busy: "Another answer is on its way. Send yours when it is there.",
  given: (answer) => `Your answer: ${answer}`,
  notGiven: "You passed on this question.",
  closed: "This question is closed.",
  leftOpen: "Left without an answer.",
  notSaved: "Not saved: you left before you had saved your answer.",
  flag: "Flag",
  timeLeft: (time) => `${time} left`,
  minutesLeft: (n) => (n === 1 ? "1 minute left." : `${n} minutes left.`),
  timeOver: "Time is over. What you saved counts.",
  showResult: "Show the result",

  feedback: {
    right: "Right",
    wrong: "Not right",
    skipped: "Passed on",
    unsure: "Compare your answer",
  },
  answers: { right: "Right answer", given: "Your answer", model: "A full answer" },
  marks: {
    choice: { right: "Right", wrong: "Not this one" },
    order: { right: "In its place", wrong: "Not in its place" },
    match: { right: "Right", wrong: "Not right" },
  },
  chosenByYou: "Your choice",
  comesBack: (when) => `${when.charAt(0).toUpperCase()}${when.slice(1)}.`,
  judge: "Was your answer right?",

  map: "Questions",
  place: (position, isAnswered, isFlagged) =>
    [`Question ${position}`, isAnswered ? "answered" : "open", isFlagged && "flagged"]
      .filter(Boolean)
      .join(", "),
  placeVerdict: (position, verdict) =>
    `Question ${position}: ${{ right: "right", wrong: "not right", skipped: "no answer" }[verdict] ?? verdict}`,
  mapCounts: (nAnswered, n, nFlagged) => `${nAnswered} of ${n} answered, ${nFlagged} flagged`,
  handIn: "Hand in",
  handInSure: (n) =>
    n === 0
      ? "Every question has an answer. Hand the exam in now?"
      : n === 1
        ? "1 question is still open. Hand the exam in now?"
        : `${n} questions are still open. Hand the exam in now?`,
  handInNow: "Hand in now",
  keepOn: "Go on with the exam",
  ofScale: " estimated, on a scale from 100 to 1,000",
  passed: "Passed by this estimate",
  notPassed: "Not passed by this estimate",
  passMark: (mark) => `Pass mark ${mark}`,
  rightOf: (right, n) => `${right} of ${n} right`,
  byDomain: "By domain",
  outOf: (n, total) => `${n}\u00a0of\u00a0${total}`,
  wrongOnes: (n) => (n === 1 ? "1 question to look at again" : `${n} questions to look at again`),
  allQuestions: (n) => `All ${n} questions`,

  progress: (exam) => (exam ? `Your progress: ${exam}` : "Your progress"),
  noAnswers:
    "Nothing is answered yet. Start with a short quiz: after a few answers this is where you see what you " +
    "know, what comes back when, and what you mix up.",
  readiness: "Readiness",
  readinessRange: (low, high) =>
    `Most likely between ${percent(low)} and ${percent(high)}. An estimate from your answers, not the score ` +
    "that AWS would give.",
  raises: "What would raise it most",
  plan: {
    title: "Today",
    reviews: "Reviews due",
    new: "New questions",
    done: "Answered",
    doneOf: (n, goal, isMet) => (isMet ? `${n}, goal of ${goal} met` : `${n} of ${goal}`),
    streak: "Streak",
    days: (n) => (n === 1 ? "1 day" : `${n} days`),
    focus: "Work on",
    exam: "Exam",
    left: (n) => (n < 0 ? "the day has passed" : n === 0 ? "today" : n === 1 ? "tomorrow" : `in ${n} days`),
    mockExam: "A mock exam would be good today.",
  },
  domains: "Mastery by domain",
  domainColumns: {
    name: "Domain",
    mastery: "Mastery",
    level: "Level",
    answers: "Answers",
    due: "Due",
    weight: "Weight",
    right: "Right",
    share: "Share",
  },
  domainsAbout: (domains) => `Mastery by domain: ${domains.join("; ")}.`,
  domainNote: ({ level, attempts, due, weight }) =>
    [
      level,
      attempts === 1 ? "1 answer" : `${attempts} answers`,
      due && `${due} due`,
      `${weight}% of the exam`,
    ]
      .filter(Boolean)
      .join(" · "),
  intervalNote:
    "The line over each bar is where your mastery most likely lies (90%); more answers make it shorter.",
  confusions: "What you mix up",
  confusion: (taken, expected) => ["Took ", taken, " for ", expected],
  confusionsAbout: (n, most) =>
    (n === 1 ? "1 pair that you mixed up" : `${n} pairs that you mixed up, the most frequent`) +
    (most === 1 ? " once." : ` ${most} times.`),
  confusionColumns: { taken: "You took", expected: "It was", times: "Times", settled: "Settled since" },
  yes: "Yes",
  no: "No",
  times: (n) => (n === 1 ? "once" : n === 2 ? "twice" : `${n} times`),
  confusionResolved: (n) => (n === 1 ? "once, settled since" : `${n} times, settled since`),
  perDay: {
    title: "Answers per day",
    unit: "Answers",
    goal: (n) => `Goal ${n}`,
    about: (n, days, most) =>
      `Answers on each of the last ${days} days: ${n} in all, at most ${most} on one day.`,
  },
  forecast: {
    title: "Reviews due",
    unit: "Reviews",
    about: (n, days, today) =>
      `Reviews due on each of the next ${days} days: ${n} in all, ${today} of them today.`,
  },
  curve: {
    title: "Recall if you review nothing",
    unit: "Expected recall",
    about: (first, last, days) =>
      `Expected recall of what you learnt: ${percent(first)} today, ${percent(last)} in ${days} days if you ` +
      "review nothing.",
  },
  asTable: "As a table",
  day: "Day",
  reading: (day) => `${day}: `,
  plotKeys: (title) => `${title}; the arrow keys go from day to day`,
  dayAgo: (n) => (n === 0 ? "Today" : n === 1 ? "Yesterday" : `${n} days ago`),
  dayAhead: (n) => (n === 0 ? "Today" : n === 1 ? "Tomorrow" : `In ${n} days`),
  percent,
  percentRange: (low, high) => `${Math.round(low * 100)}–${percent(high)}`,
  none: "–",
  scrolls: (label) => `${label}; scrolls sideways`,

  copy: "Copy",
  copied: "Copied",
  notCopied: "Not copied",
  copyReply: "Copy with citations",
  copyCode: "Copy the code",
  ratings: {
    label: "Was this helpful?",
    up: "Helpful",
    down: "Not helpful",
    thanks: "Thank you.",
    takenBack: "Taken back.",
    word: "What was good or wrong? (optional)",
    send: "Send",
  },
  tryAgain: "Try again",

  noticeTitles: {
    not_covered: "Not in the sheets",
    other_vendor: "Not taught in these sheets",
    not_said: "The sheets do not say",
    unclear: "Which one?",
    dialogue_away: "Single questions only, for now",
    bad_input: "That could not be read",
    trouble: "Something went wrong",
  },
  unknownReply: "This page is older than the answer it received. Reload it to see the answer.",
  emptyReply: "There was no answer. Try again, or put the question in other words.",

  lifecycle: {
    active: () => "Available.",
    renamed: (date) => (date ? `Renamed on ${date}.` : "Renamed."),
    closed_to_new_customers: (date, isPast) =>
      !date
        ? "Closed to new customers."
        : isPast
          ? `Closed to new customers since ${date}.`
          : `Closes to new customers on ${date}.`,
    ending: (date, isPast) =>
      !date ? "Support is ending." : isPast ? `Support ended on ${date}.` : `Support ends on ${date}.`,
    ended: (date) => (date ? `No longer available since ${date}.` : "No longer available."),
    superseded: (date) => (date ? `Superseded since ${date}.` : "Superseded."),
  },
  successors: (names) => `Instead: ${names}.`,
  newNames: (names) => `Now: ${names}.`,
  and: "and",
  checkedOn: (date) => `Checked on ${date}`,
  statusSource: "source",
  evidence: {
    official: "official page",
    mirror: "mirror of an official page",
    "second-hand": "second-hand",
    general: "general knowledge",
  },

  allSheets: "All sheets",
  sheetsIntro: "Everything the answers are quoted from.",
  nPassages: (n) => (n === 1 ? "1 passage" : `${n} passages`),
  openPage: "Open as page",
  close: "Close",
  loading: "Loading",
  noSheets: "There are no sheets in the index yet.",
  forExams: (exams) => `For ${exams.join(", ")}`,
  verified: (date) => `checked on ${date}`,
  passageGone:
    "The passage has changed since it was quoted, so nothing is highlighted. Here is the whole sheet.",
  factsFrom: "Where the facts come from",
  searchSheets: "Search the sheets",
  search: "Search",
  results: (query) => `Results for “${query}”`,
  notAnswered: "The sheets do not answer this. These passages come nearest.",
  nothingFound: "Nothing in the sheets comes near this.",
  contents: "Contents",
  sectionTools: { ask: "Ask about this", quiz: "Quiz me on this" },
  imported: "imported",
  sheetMissing: "There is no such sheet",
  sheetMissingText: "it may have another name now. Search for it, or choose it from the list.",
  otherSheets: "Other sheets",
  previousSheet: "Previous sheet",
  nextSheet: "Next sheet",
  skipToText: "Skip to the text",

  announceAnswer: (subject, text) => (subject ? `Answer, ${subject}: ${text}` : `Answer: ${text}`),
  announceComparison: (names) => `Comparison of ${names.join(" and ")}.`,
  announceOption: (sign, text) => `${sign}: ${text.replace(/\.$/, "")}.`,

  errors: {
    offline: "The tutor cannot be reached. Check that it is running and that you are connected.",
    timeout: "The answer is taking too long.",
    unreadable: "The tutor sent something that this page cannot read.",
  },
};
