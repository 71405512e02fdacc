"""Sources in the literature, as recipes and claims name them."""

BLOG = "blog on denoising and a two-number bottleneck"
BOOK = "book chapter with a dense autoencoder and per-class errors"
REPORT = "report on masking noise, features and classifiers pretrained by autoencoders"
FRAMEWORK = "from-scratch framework's pretrained denoiser"
ARTICLES = "articles on convolutional AE/VAE and k-means as a classifier"
OURS = "this project"
