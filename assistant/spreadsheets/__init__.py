"""Excel workbooks, read and written: the one door to openpyxl."""
