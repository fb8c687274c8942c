using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Squaremcp.Telemetry;

/// <summary>
/// Where the collector is, by the variables that OpenTelemetry's specification names and every collector's manual tells: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>…_PROTOCOL</c>,
/// <c>OTEL_TRACES_SAMPLER_ARG</c>. The exporter reads further ones by itself, such as <c>OTEL_EXPORTER_OTLP_HEADERS</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c>.
/// </summary>
/// <param name="Share">Of the traces, from 0 to 1.</param>
internal sealed record OtlpSettings(string Service, Uri Endpoint, OtlpExportProtocol Protocol, double Share)
{
    private const string At = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string By = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Sampler = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>Null where no collector is named.</summary>
    /// <exception cref="TelemetryException">A setting is not one.</exception>
    internal static OtlpSettings? Read(IConfiguration configuration, string service)
    {
        if (configuration[At] is not { Length: > 0 } address)
        {
            return null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new TelemetryException($"{At} must be the collector's address, for example http://collector:4318.");
        }

        var protocol = configuration[By] switch
        {
            null or "" or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            "grpc" => OtlpExportProtocol.Grpc,
            _ => throw new TelemetryException($"{By} must be http/protobuf or grpc."),
        };
        return double.TryParse(configuration[Sampler] ?? "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? new(configuration["OTEL_SERVICE_NAME"] ?? service, endpoint, protocol, share)
            : throw new TelemetryException($"{Sampler} must be the share of traces that are kept, from 0 to 1.");
    }

    /// <summary>The address of one signal, "traces" or "metrics".</summary>
    internal Uri For(string signal) => Protocol == OtlpExportProtocol.Grpc ? Endpoint : new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
}

/// <summary>A setting of OpenTelemetry is wrong, in words for the operator.</summary>
public sealed class TelemetryException(string message) : Exception(message);
