"""What the pages and messages say in each language: found in the code, kept in `locale/`, compiled for Django."""
