-- The openings in a database of their own, beside the views: whoever drops those does not take these along.
CREATE DATABASE openings;
