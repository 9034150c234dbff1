"""The dialogue: training data, domain, and the few extensions of Rasa that speed and quality call for."""
