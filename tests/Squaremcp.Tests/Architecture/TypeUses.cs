using System.Reflection;
using System.Reflection.Emit;

namespace Squaremcp.Tests.Architecture;

/// <summary>Every type that a type names: in its shape, its signatures and the bodies of its methods, nested and generated types included.</summary>
internal static class TypeUses
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    /// <summary>Type by type, the outermost one standing for all that is nested in it.</summary>
    internal static ILookup<Type, Type> In(Assembly assembly) =>
        assembly.GetTypes()
            .SelectMany(type => Of(type), (type, used) => (By: Outermost(type), Used: used))
            .Distinct()
            .ToLookup(use => use.By, use => use.Used);

    internal static IReadOnlySet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        AddAll(uses, type.GetInterfaces());
        AddAttributes(uses, type);
        foreach (var member in type.GetMembers(Own))
        {
            AddMember(uses, member);
            AddAttributes(uses, member);
        }

        return uses;
    }

    /// <summary>The methods and constructors that a type's bodies call.</summary>
    internal static IEnumerable<MethodBase> Calls(Type type) =>
        type.GetMembers(Own).OfType<MethodBase>().SelectMany(Tokens).OfType<MethodBase>();

    internal static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static void AddMember(HashSet<Type> uses, MemberInfo member)
    {
        switch (member)
        {
            case FieldInfo field:
                Add(uses, field.FieldType);
                break;
            case MethodBase method:
                AddAll(uses, method.GetParameters().Select(parameter => parameter.ParameterType));
                Add(uses, (method as MethodInfo)?.ReturnType);
                AddAll(uses, method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? []);
                foreach (var named in Tokens(method))
                {
                    AddNamed(uses, named);
                }

                break;
            default:
                // Properties and events are their fields and methods; nested types come on their own.
                break;
        }
    }

    private static void AddNamed(HashSet<Type> uses, MemberInfo named)
    {
        Add(uses, named as Type ?? named.DeclaringType);
        switch (named)
        {
            case FieldInfo field:
                Add(uses, field.FieldType);
                break;
            case MethodInfo method:
                Add(uses, method.ReturnType);
                AddAll(uses, method.GetParameters().Select(parameter => parameter.ParameterType));
                AddAll(uses, method.IsGenericMethod ? method.GetGenericArguments() : []);
                break;
            default:
                break;
        }
    }

    private static void AddAttributes(HashSet<Type> uses, MemberInfo member) =>
        AddAll(uses, member.GetCustomAttributesData().Select(attribute => attribute.AttributeType));

    private static void AddAll(HashSet<Type> uses, IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            Add(uses, type);
        }
    }

    private static void Add(HashSet<Type> uses, Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(uses, type.GetElementType());
            return;
        }

        uses.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
        AddAll(uses, type.GetGenericArguments());
    }

    /// <summary>What the instructions of a body refer to by token.</summary>
    private static IEnumerable<MemberInfo> Tokens(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var ofType = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var code = il[at++] is var first && first == 0xFE ? (short)(0xFE00 | il[at++]) : first;
            var operand = Operands[code];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod) is { } named)
            {
                yield return named;
            }

            at += Size(operand, il, at);
        }
    }

    private static int Size(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
