/** @param {number} share */
const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

/** The words of the button that opens the chat; they come with it, before the rest. */
export const launcher = {
  ask: "Sheetwise fragen",
  chat: "Sheetwise",
  loading: "Wird geladen",
  failed: "Der Tutor lässt sich nicht laden. Bitte schließen und gleich noch einmal versuchen.",
};

/**
 * Every text of the interface, in German.
 */
export const strings = {
  locale: "de-DE",

  name: "Sheetwise",
  tagline: "Kurze Antworten, aus den Blättern zitiert.",
  conversation: "Gespräch",
  openSheets: "Blätter",
  closeChat: "Chat schließen",
  connection: {
    offline: "Du bist offline. Deine Frage wird aufgehoben und gesendet, sobald du zurück bist.",
    lost: "Der Tutor ist nicht zu erreichen. Es wird weiter versucht.",
    back: "Der Tutor ist wieder da.",
  },
  showEarlier: "Frühere Nachrichten zeigen",
  sourcePanel: "Quelle",

  welcomeTitle: "Was möchtest du wissen?",
  welcomeText:
    "Frag auf Englisch nach einem AWS-Dienst oder Begriff für maschinelles Lernen, oder füge eine Prüfungsfrage " +
    "mit ihren Antworten ein. Jeder Satz einer Antwort ist aus einem Blatt zitiert; seine Nummer öffnet die Stelle.",
  examplesLabel: "Fragen für den Anfang",
  examples: [
    "Which service finds faces in photos?",
    "What is SageMaker Neo?",
    "Kinesis Data Streams or Data Firehose?",
    "Is Amazon Forecast still available?",
    "Quiz me on security",
  ],

  placeholder: "Frage stellen (auf Englisch)",
  send: "Senden",
  waiting: "Sucht in den Blättern",
  messages: "Nachrichten",
  you: "Du",

  citation: (number, path) => `Quelle ${number}: ${path}`,
  sources: (n) => (n === 1 ? "1 Quelle" : `${n} Quellen`),
  openInSheet: "Im Blatt öffnen",
  alternatives: "Auch möglich",
  suggestions: "Nächste Fragen",
  comparison: (names) => `Vergleich von ${names.join(", ")}`,
  aspect: "Merkmal",
  notSaid: "Die Blätter sagen es nicht",
  scrollTable: "Vergleichstabelle; lässt sich seitwärts schieben",
  nearest: "Am nächsten in den Blättern",

  chosen: (signs) =>
    signs ? `Die Blätter sprechen für ${signs}` : "Die Blätter sprechen für keine der Antworten",
  options: "Antworten",
  verdicts: { right: "Richtig", wrong: "Diese nicht", unknown: "Die Blätter können es nicht beurteilen" },
  cues: "Was entscheidet",
  unsure: "Die Antworten liegen dicht beieinander. Vergleiche die Gründe und prüfe nach, bevor du dich verlässt.",

  questionOf: (position, total) => `Frage ${position} von ${total}`,
  question: (position) => `Frage ${position}`,
  difficulties: { easy: "leicht", medium: "mittel", hard: "schwer" },
  fields: {
    single: () => "Wähle eine",
    multiple: (n) => `Wähle ${["", "eine", "zwei", "drei", "vier", "fünf"][n] ?? n}`,
    ordering: () => "Bringe die Schritte in die richtige Reihenfolge, den ersten nach oben",
    matching: () => "Wähle, was jeweils dazugehört",
    text: () => "Deine Antwort",
  },
  moveStep: { up: (sign) => `${sign} nach oben`, down: (sign) => `${sign} nach unten` },
  movedStep: (sign, place, n) => `${sign} ist jetzt ${place} von ${n}.`,
  chooseMatch: "Wählen",
  noMatch: "Nichts gewählt",
  confidence: "Wie sicher bist du? (freiwillig)",
  confidences: { sure: "Sicher", "think so": "Glaube schon", guess: "Geraten" },
  checkAnswer: "Prüfen",
  saveAnswer: "Speichern und weiter",
  lacks: {
    single: "Wähle zuerst eine Antwort.",
    multiple: (n) => `Wähle ${["", "eine Antwort", "zwei Antworten", "drei Antworten"][n] ?? `${n} Antworten`}.`,
    matching: "Wähle zuerst zu jedem etwas aus.",
    text: "Schreib zuerst eine Antwort.",
  },
  otherWays: "Andere Wege weiter",
  busy: "Eine andere Antwort ist unterwegs. Sende deine, wenn sie da ist.",
  given: (answer) => `Deine Antwort: ${answer}`,
  notGiven: "Diese Frage hast du ausgelassen.",
  closed: "Diese Frage ist geschlossen.",
  leftOpen: "Ohne Antwort verlassen.",
  notSaved: "Nicht gespeichert: vor dem Speichern ging es weiter.",
  flag: "Markieren",
  timeLeft: (time) => `noch ${time}`,
  minutesLeft: (n) => (n === 1 ? "Noch 1 Minute." : `Noch ${n} Minuten.`),
  timeOver: "Die Zeit ist um. Was gespeichert ist, zählt.",
  showResult: "Ergebnis zeigen",

  feedback: {
    right: "Richtig",
    wrong: "Nicht richtig",
    skipped: "Ausgelassen",
    unsure: "Vergleiche deine Antwort",
  },
  answers: { right: "Richtige Antwort", given: "Deine Antwort", model: "Eine volle Antwort" },
  marks: {
    choice: { right: "Richtig", wrong: "Diese nicht" },
    order: { right: "An ihrem Platz", wrong: "Nicht an ihrem Platz" },
    match: { right: "Richtig", wrong: "Nicht richtig" },
  },
  chosenByYou: "Deine Wahl",
  comesBack: (when) => `${when.charAt(0).toUpperCase()}${when.slice(1)}.`,
  judge: "War deine Antwort richtig?",

  map: "Fragen",
  place: (position, isAnswered, isFlagged) =>
    [`Frage ${position}`, isAnswered ? "beantwortet" : "offen", isFlagged && "markiert"]
      .filter(Boolean)
      .join(", "),
  placeVerdict: (position, verdict) =>
    `Frage ${position}: ${{ right: "richtig", wrong: "nicht richtig", skipped: "keine Antwort" }[verdict] ?? verdict}`,
  mapCounts: (nAnswered, n, nFlagged) => `${nAnswered} von ${n} beantwortet, ${nFlagged} markiert`,
  handIn: "Abgeben",
  handInSure: (n) =>
    n === 0
      ? "Jede Frage hat eine Antwort. Die Prüfung jetzt abgeben?"
      : n === 1
        ? "1 Frage ist noch offen. Die Prüfung jetzt abgeben?"
        : `${n} Fragen sind noch offen. Die Prüfung jetzt abgeben?`,
  handInNow: "Jetzt abgeben",
  keepOn: "Weiter mit der Prüfung",
  ofScale: " geschätzt, auf einer Skala von 100 bis 1.000",
  passed: "Nach dieser Schätzung bestanden",
  notPassed: "Nach dieser Schätzung nicht bestanden",
  passMark: (mark) => `Bestanden ab ${mark}`,
  rightOf: (right, n) => `${right} von ${n} richtig`,
  byDomain: "Nach Gebiet",
  outOf: (n, total) => `${n}\u00a0von\u00a0${total}`,
  wrongOnes: (n) => (n === 1 ? "1 Frage zum Wiederansehen" : `${n} Fragen zum Wiederansehen`),
  allQuestions: (n) => `Alle ${n} Fragen`,

  progress: (exam) => (exam ? `Dein Stand: ${exam}` : "Dein Stand"),
  noAnswers:
    "Noch ist nichts beantwortet. Fang mit einem kurzen Quiz an: nach ein paar Antworten siehst du hier, was du " +
    "weißt, was wann wiederkommt und was du verwechselst.",
  readiness: "Bereitschaft",
  readinessRange: (low, high) =>
    `Am ehesten zwischen ${percent(low)} und ${percent(high)}. Eine Schätzung aus deinen Antworten, nicht die ` +
    "Punktzahl, die AWS geben würde.",
  raises: "Was sie am meisten hebt",
  plan: {
    title: "Heute",
    reviews: "Fällige Wiederholungen",
    new: "Neue Fragen",
    done: "Beantwortet",
    doneOf: (n, goal, isMet) => (isMet ? `${n}, Ziel von ${goal} erreicht` : `${n} von ${goal}`),
    streak: "Serie",
    days: (n) => (n === 1 ? "1 Tag" : `${n} Tage`),
    focus: "Übe",
    exam: "Prüfung",
    left: (n) => (n < 0 ? "der Tag ist vorbei" : n === 0 ? "heute" : n === 1 ? "morgen" : `in ${n} Tagen`),
    mockExam: "Heute täte eine Probeprüfung gut.",
  },
  domains: "Können nach Gebiet",
  domainColumns: {
    name: "Gebiet",
    mastery: "Können",
    level: "Stufe",
    answers: "Antworten",
    due: "Fällig",
    weight: "Gewicht",
    right: "Richtig",
    share: "Anteil",
  },
  domainsAbout: (domains) => `Können nach Gebiet: ${domains.join("; ")}.`,
  domainNote: ({ level, attempts, due, weight }) =>
    [
      level,
      attempts === 1 ? "1 Antwort" : `${attempts} Antworten`,
      due && `${due} fällig`,
      `${weight} % der Prüfung`,
    ]
      .filter(Boolean)
      .join(" · "),
  intervalNote:
    "Der Strich über jedem Balken zeigt, wo dein Können am ehesten liegt (90 %); mehr Antworten machen ihn kürzer.",
  confusions: "Was du verwechselst",
  confusion: (taken, expected) => ["", taken, " genommen für ", expected],
  confusionsAbout: (n, most) =>
    (n === 1 ? "1 Paar, das du verwechselt hast" : `${n} Paare, die du verwechselt hast, das häufigste`) +
    (most === 1 ? " einmal." : ` ${most}-mal.`),
  confusionColumns: { taken: "Genommen", expected: "Es war", times: "Wie oft", settled: "Seither erledigt" },
  yes: "Ja",
  no: "Nein",
  times: (n) => (n === 1 ? "einmal" : n === 2 ? "zweimal" : `${n}-mal`),
  confusionResolved: (n) => (n === 1 ? "einmal, seither erledigt" : `${n}-mal, seither erledigt`),
  perDay: {
    title: "Antworten je Tag",
    unit: "Antworten",
    goal: (n) => `Ziel ${n}`,
    about: (n, days, most) =>
      `Antworten an jedem der letzten ${days} Tage: ${n} zusammen, höchstens ${most} an einem Tag.`,
  },
  forecast: {
    title: "Fällige Wiederholungen",
    unit: "Wiederholungen",
    about: (n, days, today) =>
      `Fällige Wiederholungen an jedem der nächsten ${days} Tage: ${n} zusammen, davon ${today} heute.`,
  },
  curve: {
    title: "Erinnern ohne Wiederholung",
    unit: "Erwartetes Erinnern",
    about: (first, last, days) =>
      `Erwartetes Erinnern an das Gelernte: heute ${percent(first)}, in ${days} Tagen ${percent(last)}, wenn du ` +
      "nichts wiederholst.",
  },
  asTable: "Als Tabelle",
  day: "Tag",
  reading: (day) => `${day}: `,
  plotKeys: (title) => `${title}; die Pfeiltasten gehen von Tag zu Tag`,
  dayAgo: (n) => (n === 0 ? "Heute" : n === 1 ? "Gestern" : `Vor ${n} Tagen`),
  dayAhead: (n) => (n === 0 ? "Heute" : n === 1 ? "Morgen" : `In ${n} Tagen`),
  percent,
  percentRange: (low, high) => `${Math.round(low * 100)}–${percent(high)}`,
  none: "–",
  scrolls: (label) => `${label}; lässt sich seitwärts schieben`,

  copy: "Kopieren",
  copied: "Kopiert",
  notCopied: "Nicht kopiert",
  copyReply: "Mit Quellen kopieren",
  copyCode: "Den Code kopieren",
  ratings: {
    label: "War das hilfreich?",
    up: "Hilfreich",
    down: "Nicht hilfreich",
    thanks: "Danke.",
    takenBack: "Zurückgenommen.",
    word: "Was war gut oder falsch? (freiwillig)",
    send: "Senden",
  },
  tryAgain: "Noch einmal",

  noticeTitles: {
    not_covered: "Nicht in den Blättern",
    other_vendor: "Wird in diesen Blättern nicht gelehrt",
    not_said: "Die Blätter sagen es nicht",
    unclear: "Welches?",
    dialogue_away: "Vorerst nur einzelne Fragen",
    bad_input: "Das ließ sich nicht lesen",
    trouble: "Etwas ist schiefgegangen",
  },
  unknownReply: "Diese Seite ist älter als die Antwort, die sie bekam. Lade sie neu, um die Antwort zu sehen.",
  emptyReply: "Es kam keine Antwort. Versuch es noch einmal oder frag mit anderen Worten.",

  lifecycle: {
    active: () => "Verfügbar.",
    renamed: (date) => (date ? `Umbenannt am ${date}.` : "Umbenannt."),
    closed_to_new_customers: (date, isPast) =>
      !date
        ? "Für neue Kunden geschlossen."
        : isPast
          ? `Für neue Kunden geschlossen seit ${date}.`
          : `Schließt für neue Kunden am ${date}.`,
    ending: (date, isPast) =>
      !date ? "Der Support läuft aus." : isPast ? `Der Support endete am ${date}.` : `Der Support endet am ${date}.`,
    ended: (date) => (date ? `Nicht mehr verfügbar seit ${date}.` : "Nicht mehr verfügbar."),
    superseded: (date) => (date ? `Abgelöst seit ${date}.` : "Abgelöst."),
  },
  successors: (names) => `Stattdessen: ${names}.`,
  newNames: (names) => `Heißt jetzt: ${names}.`,
  and: "und",
  checkedOn: (date) => `Geprüft am ${date}`,
  statusSource: "Quelle",
  evidence: {
    official: "offizielle Seite",
    mirror: "Spiegel einer offiziellen Seite",
    "second-hand": "aus zweiter Hand",
    general: "allgemein bekannt",
  },

  allSheets: "Alle Blätter",
  sheetsIntro: "Alles, woraus die Antworten zitiert sind.",
  nPassages: (n) => (n === 1 ? "1 Abschnitt" : `${n} Abschnitte`),
  openPage: "Als Seite öffnen",
  close: "Schließen",
  loading: "Wird geladen",
  noSheets: "Noch gibt es keine Blätter im Index.",
  forExams: (exams) => `Für ${exams.join(", ")}`,
  verified: (date) => `geprüft am ${date}`,
  passageGone:
    "Die Stelle hat sich geändert, seit sie zitiert wurde; darum ist nichts hervorgehoben. Hier ist das ganze Blatt.",
  factsFrom: "Woher die Tatsachen stammen",
  searchSheets: "In den Blättern suchen",
  search: "Suchen",
  results: (query) => `Ergebnisse für „${query}“`,
  notAnswered: "Die Blätter beantworten das nicht. Diese Abschnitte kommen ihm am nächsten.",
  nothingFound: "Nichts in den Blättern kommt dem nahe.",
  contents: "Inhalt",
  sectionTools: { ask: "Danach fragen", quiz: "Dazu abfragen" },
  imported: "importiert",
  sheetMissing: "Dieses Blatt gibt es nicht",
  sheetMissingText: "vielleicht heißt es jetzt anders. Such danach oder wähle es aus der Liste.",
  otherSheets: "Andere Blätter",
  previousSheet: "Voriges Blatt",
  nextSheet: "Nächstes Blatt",
  skipToText: "Zum Text springen",

  announceAnswer: (subject, text) => (subject ? `Antwort, ${subject}: ${text}` : `Antwort: ${text}`),
  announceComparison: (names) => `Vergleich von ${names.join(" und ")}.`,
  announceOption: (sign, text) => `${sign}: ${text.replace(/\.$/, "")}.`,

  errors: {
    offline: "Der Tutor ist nicht zu erreichen. Prüfe, ob er läuft und ob du verbunden bist.",
    timeout: "Die Antwort braucht zu lange.",
    unreadable: "Der Tutor hat etwas gesandt, das diese Seite nicht lesen kann.",
  },
};
