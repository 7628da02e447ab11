package org.example.framework;

public class KafkaProducer {}
