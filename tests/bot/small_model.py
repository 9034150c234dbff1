"""Trains a model of our own pipeline, rules and domain on a handful of sentences, in two seconds."""

from pathlib import Path

import yaml
from rasa.model_training import train

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = {
    "greet": ["hello", "hi there"],
    "goodbye": ["bye", "see you"],
    "thanks": ["thank you", "thanks"],
    "help": ["help", "what can you do"],
    "which_service": ["which service finds faces", "which service reads text"],
    "define": [
        "what is [polly](service)",
        "explain [lex](service)",
        "what is [recall](concept)",
        "explain [recall](concept)",
    ],
    "compare": ["difference between polly and lex", "compare polly with lex"],
    "how_to": ["how do I deploy", "how do I train"],
    "list_services": ["list all services", "list everything"],
    "ask_aspect": ["and its [price](aspect)", "its [limits](aspect)"],
    "exam_info": ["how long is the exam", "exam questions"],
    "feedback": ["that was wrong", "good answer"],
    "out_of_scope": ["weather tomorrow", "tell a joke"],
}
CATALOGUE = [
    {"lookup": "service", "examples": "- amazon polly\n- polly\n- lex\n"},
    {"lookup": "concept", "examples": "- recall\n"},
    {"synonym": "polly", "examples": "- amazon polly\n"},
]


def train_small_model(folder):
    """Train into a folder; give the path of the model."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if component["name"].endswith("SentenceFeaturizer"):
            component["encoder"] = str(Path(__file__).parent / "tiny_encoder")
    intents = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in SENTENCES.items()
    ]
    (folder / "config.yml").write_text(yaml.safe_dump(config))
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": [*intents, *CATALOGUE]}))
    data = [
        folder / "nlu.yml",
        ROOT / "bot" / "data" / "rules",
        ROOT / "bot" / "data" / "nlu" / "aspects.yml",
    ]
    domain = ROOT / "bot" / "domain"
    return train(str(domain), str(folder / "config.yml"), [str(path) for path in data], str(folder)).model
