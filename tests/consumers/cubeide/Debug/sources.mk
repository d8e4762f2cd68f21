C_SRCS :=
S_SRCS :=
S_UPPER_SRCS :=
OBJS :=
USER_OBJS :=
LIBS :=

SUBDIRS := \
Core/Src \
Core/Startup \

