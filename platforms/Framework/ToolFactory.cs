using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Squaremcp.Platforms;

/// <summary>What a tool's function works with, asks and answers; a record in, a record out.</summary>
public delegate Task<TOut> ToolFunction<in TClient, in TIn, TOut>(TClient client, TIn input, ToolContext context, CancellationToken cancellationToken);

public static class ToolFactory
{
    /// <summary>A tool that changes nothing anywhere.</summary>
    public static Tool<TClient> Read<TClient, TIn, TOut>(
        string name, string title, string description, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output, ToolFunction<TClient, TIn, TOut> run)
        where TIn : class => new BoundTool<TClient, TIn, TOut>(input, output, run)
        {
            Name = name,
            Title = title,
            Description = description,
            ReadOnly = true,
            Idempotent = true,
            InputSchema = Schemas.OfInput(input),
            OutputSchema = Schemas.OfOutput(output),
        };

    /// <summary>A tool that changes something; never repeated by the gateway on its own.</summary>
    public static Tool<TClient> Write<TClient, TIn, TOut>(
        string name, string title, string description, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output, ToolFunction<TClient, TIn, TOut> run)
        where TIn : class => new BoundTool<TClient, TIn, TOut>(input, output, run)
        {
            Name = name,
            Title = title,
            Description = description,
            ReadOnly = false,
            InputSchema = Schemas.OfInput(input),
            OutputSchema = Schemas.OfOutput(output),
        };
}

/// <summary>A tool bound to the function that does it. <typeparamref name="TClient"/> is what the platform's functions work with.</summary>
public abstract record Tool<TClient> : Tool
{
    /// <summary>Arguments have been checked. Expected failures come back in the result; anything thrown is a defect.</summary>
    public abstract Task<ToolResult> InvokeAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);
}

internal sealed record BoundTool<TClient, TIn, TOut>(JsonTypeInfo<TIn> Input, JsonTypeInfo<TOut> Output, ToolFunction<TClient, TIn, TOut> Run) : Tool<TClient>
    where TIn : class
{
    public override async Task<ToolResult> InvokeAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        try
        {
            var output = await Run(client, arguments.Deserialize(Input)!, context, cancellationToken);
            return new() { Json = JsonSerializer.Serialize(output, Output) };
        }
        catch (ToolException expected)
        {
            return expected.Error;
        }
    }
}
