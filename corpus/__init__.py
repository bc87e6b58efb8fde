"""What the library is: values, stores, taxonomies, samples and the catalogue of public documents."""
