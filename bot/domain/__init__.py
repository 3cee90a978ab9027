"""The pure core: values and rules, without Discord, SQL, clock or hidden randomness."""
